import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { layOut } from '../page/sheet.ts'
import { pageOf, valuesOf } from '../page/testing.ts'
import { extractCommercial } from './commercial.ts'

const fieldsIn = (drawing: string, style: 'letter' | 'slip') =>
  extractCommercial(layOut([pageOf(drawing)]), { language: 'en', style }).fields

describe('the head of a slip', () => {
  it('names the company, and its address over several lines', () => {
    const { seller, address } = valuesOf(
      fieldsIn(
        `
      LUCKY LANTERN SDN BHD
          (123456-K)
   NO 12, JALAN CONTOH 3/4,
      TAMAN UJIAN,
  81234 KOTA CONTOH, JOHOR.
     TEL: 07-123 4567
        TAX INVOICE
Receipt no: 4711     Date: 12/03/2018
Fried rice                     8.50
Total                          8.50`,
        'slip',
      ),
    )
    assert.equal(seller, 'LUCKY LANTERN SDN BHD')
    assert.equal(address, 'NO 12, JALAN CONTOH 3/4, TAMAN UJIAN, 81234 KOTA CONTOH, JOHOR.')
  })

  it('may carry the name on two lines', () => {
    const { seller } = valuesOf(
      fieldsIn(
        `
      BRIGHT PARKING
      CORPORATION SDN BHD
   12 Mill Lane
  81234 Kota Contoh
Receipt no: 4711     Date: 12/03/2018
Total                          8.50`,
        'slip',
      ),
    )
    assert.equal(seller, 'BRIGHT PARKING CORPORATION SDN BHD')
  })
})

describe('seller and buyer of a letter', () => {
  const letter = `
# Lumen Works Ltd
12 Mill Lane
Samplebridge SX4 9QZ

Bill to
Fernway Office Supply LLP
7 Station Road
Testford TF1 2XX

# Invoice
Invoice number: INV-00417
Invoice date: 3 March 2025`

  it('are told apart', () => {
    const { seller, buyer } = valuesOf(fieldsIn(letter, 'letter'))
    assert.deepEqual([seller, buyer], ['Lumen Works Ltd', 'Fernway Office Supply LLP'])
  })

  it('say what spoke for them', () => {
    const buyer = fieldsIn(letter, 'letter').find(({ name }) => name === 'buyer')
    assert.equal(buyer?.why?.[0]?.reason, 'label of the buyer')
    assert.ok((buyer?.why?.[0]?.weight ?? 0) > 1)
  })

  it('are nobody on a page that names nobody', () => {
    const { seller, buyer } = valuesOf(fieldsIn('12.50   13.50\n\n2025-03-04', 'letter'))
    assert.deepEqual([seller, buyer], [undefined, undefined])
  })
})
