import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSuppliers } from './csv.ts'

const faultsIn = (text: string) =>
  parseSuppliers(text).faults.map(({ path, message }) => `${path}: ${message}`)

describe('a list of suppliers as CSV', () => {
  it('is read with any separator, quotes, line ends and order of columns', () => {
    const expected = [
      {
        line: 2,
        supplier: {
          name: 'Lumen, Licht & Co',
          number: '70001',
          vatId: 'DE136695976',
          ibans: ['DE89 3704 0044 0532 0130 00'],
        },
      },
      { line: 4, supplier: { name: 'Nord "Nordlicht" GmbH', number: null, vatId: null, ibans: ['A', 'B'] } },
    ]
    const comma =
      'name,number,vatId,iban\n"Lumen, Licht & Co",70001,DE136695976,DE89 3704 0044 0532 0130 00\n\n"Nord ""Nordlicht"" GmbH",,,A|B\n'
    assert.deepEqual(parseSuppliers(comma), { suppliers: expected, faults: [] })
    const semicolon =
      '\ufeffIBAN;VAT-ID;Supplier number;Supplier name\r\nDE89 3704 0044 0532 0130 00;DE136695976;70001;Lumen, Licht & Co\r\n;;;\r\nA|B;;;"Nord ""Nordlicht"" GmbH"'
    assert.deepEqual(parseSuppliers(semicolon), { suppliers: expected, faults: [] })
  })

  it('with wrong columns says which, and in which line', () => {
    assert.match(faultsIn('')[0] ?? '', /^line 1: .*empty.*name,number,vatId,iban/)
    assert.match(faultsIn('name,colour\nLumen,red')[0] ?? '', /^line 1, column 2: "colour" is no column/)
    assert.match(faultsIn('iban\nDE89')[0] ?? '', /^line 1: The column name is missing/)
    assert.match(faultsIn('name,name\na,b')[0] ?? '', /stands there twice/)
    assert.match(
      faultsIn('name,iban\nLumen,A\n\nNord')[0] ?? '',
      /^line 4: It has 1 cells and the first line 2/,
    )
  })

  it('of any size or shape ends', () => {
    assert.match(faultsIn(`name\n${'x\n'.repeat(20_100)}`)[0] ?? '', /at most 20000/)
    assert.equal(faultsIn(`name,iban\n${'x\n'.repeat(500)}`).length, 50)
    assert.equal(faultsIn(`name\n"${'never closed\n'.repeat(10_000)}`).length, 1)
  })
})
