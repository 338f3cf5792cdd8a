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
    assert.match(
      faultsIn('name,colour\nLumen,red')[0] ?? '',
      /^line 1, column 2: "colour" is no column.*\?ignore=/,
    )
    assert.match(faultsIn('iban\nDE89')[0] ?? '', /^line 1: The column name is missing/)
    assert.match(faultsIn('foo,bar\n1,2')[0] ?? '', /^line 1: .*no name in it is known/)
    assert.match(faultsIn('PK\u0003\u0004xlsx')[0] ?? '', /^file: .*not CSV/)
    assert.match(faultsIn('name,iban\nNord,\n"Lumen,x\n')[0] ?? '', /^line 3: A quote/)
    assert.match(faultsIn('name,name\na,b')[0] ?? '', /stands there twice/)
    assert.match(
      faultsIn('name,iban\nLumen,A\n\nNord')[0] ?? '',
      /^line 4: It has 1 cells and the first line 2/,
    )
  })

  it('is read as spreadsheets of other countries and programs save it', () => {
    const one = { name: 'Nord', number: '7', vatId: null, ibans: ['A', 'B'] }
    for (const text of [
      'sep=;\nLieferant;Kreditor;IBAN\nNord;7;A|B\n',
      'Fournisseur;Numéro;N° TVA;Compte\rNord;7;;A,B\r',
      'Razón social|Código|Cuenta\nNord|7|A,B\n',
      'Ragione sociale\tCodice\tPartita IVA\tIBAN\r\nNord\t7\t\tA|B',
    ]) {
      const { suppliers, faults } = parseSuppliers(text)
      assert.deepEqual([faults, suppliers.map(({ supplier }) => supplier)], [[], [one]], text)
    }
    assert.equal(parseSuppliers('sep=,\nname\nNord').suppliers[0]?.line, 3)
  })

  it('leaves out columns that the sender says are of no use, and no others', () => {
    const text = 'name,City,ibna\nNord,Kiel,x'
    assert.equal(faultsIn(text).length, 2)
    const kept = parseSuppliers(text, ['city'])
    assert.deepEqual(
      kept.faults.map(({ path }) => path),
      ['line 1, column 3'],
    )
  })

  it('of any size or shape ends', () => {
    assert.match(faultsIn(`name\n${'x\n'.repeat(20_100)}`)[0] ?? '', /at most 20000/)
    assert.equal(faultsIn(`name,iban\n${'x\n'.repeat(500)}`).length, 50)
    assert.equal(faultsIn(`name\n"${'never closed\n'.repeat(10_000)}`).length, 1)
  })
})
