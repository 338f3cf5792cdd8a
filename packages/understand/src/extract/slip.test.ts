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

describe('the head of a scanned slip', () => {
  const head = (name: string, street: string, confidence: number) => {
    const page = pageOf(
      `
      ${name}
      (123456-K)
   ${street}
  81234 KOTA CONTOH, JOHOR.
     TEL: 07-123 4567
Receipt no: 4711     Date: 12/03/2018
Total                          8.50`,
      { confidence },
    )
    const { fields } = extractCommercial(layOut([{ ...page, source: 'ocr' }]), {
      language: 'en',
      style: 'slip',
    })
    return valuesOf(fields)
  }

  it('has the letters that only one reading makes a word of', () => {
    const { seller, address } = head('G0LDEN PEAR CAFE', 'N0T 12 8 14, lorong Contoh lpar', 0.6)
    assert.equal(seller, 'GOLDEN PEAR CAFE')
    assert.equal(address, 'NOT 12 & 14, lorong Contoh Ipar 81234 KOTA CONTOH, JOHOR.')
    const worn = head('GOLDEN PEAR CAFE', 'NO 12, JALARN CONTOH 3', 0.6)
    assert.equal(worn.address, 'NO 12, JALAN CONTOH 3 81234 KOTA CONTOH, JOHOR.')
  })

  it('has words as the same page prints them where it was read surely', () => {
    const page = pageOf(
      `
      GOLDEN PEAR CAFE
   NO 12, JALAN SATU
  81234 MISALHAVEN, JOHOR.
     TEL: 07-123 4567
Receipt no: 4711     Date: 12/03/2018
Total                          8.50
   Welcome to Misalhaven`,
      { source: 'ocr' },
    )
    const words = page.blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
    const misread = words.map((word) =>
      word.text === 'MISALHAVEN,' ? { ...word, text: 'MISAIHAVEN,', confidence: 0.6 } : word,
    )
    const blocks = page.blocks.map((block) => ({
      ...block,
      lines: block.lines.map((line) => ({
        ...line,
        words: line.words.map((word) => misread[words.indexOf(word)] ?? word),
      })),
    }))
    const { fields } = extractCommercial(layOut([{ ...page, blocks }]), { language: 'en', style: 'slip' })
    assert.equal(valuesOf(fields).address, 'NO 12, JALAN SATU 81234 MISALHAVEN, JOHOR.')
  })

  it('has its day also where a till prints it without a space or a reader mixed its signs', () => {
    for (const printed of [
      'Date12/03/2018',
      '12 / 03 / 2018',
      '12/03/2018(Mon)',
      '12/03/18-13:04',
      'l2/O3.2018',
    ]) {
      const page = pageOf(`BRIGHT CAFE\nReceipt 4711\n${printed}\nTotal   8.50`, { confidence: 0.8 })
      const { fields } = extractCommercial(layOut([page]), { language: 'en', style: 'slip' })
      assert.equal(valuesOf(fields).date, '2018-03-12', printed)
    }
  })

  it('keeps what was read surely', () => {
    const { address } = head('GOLDEN PEAR CAFE', 'NO 12, JALARN CONTOH 3', 0.98)
    assert.equal(address, 'NO 12, JALARN CONTOH 3 81234 KOTA CONTOH, JOHOR.')
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
