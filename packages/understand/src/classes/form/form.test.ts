import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { nameOf } from './pairs.ts'
import { filledW8Ben, filledW9, intakeSheet } from './samples.ts'

describe('understanding a form', () => {
  it('reads a form that was taught by the labels printed on it', () => {
    const found = understand([pageOf(filledW9)])
    assert.equal(found.class, 'form')
    const read = valuesOf(found.fields)
    assert.equal(read.form, 'W-9')
    assert.equal(read.name, 'June Holloway')
    assert.equal(read.businessName, 'Harbour Light Design')
    assert.equal(read.address, '9 Dock Road Apt 3')
    assert.equal(read.cityStateZip, 'Eugene, OR 97401')
    assert.equal(read.ssn, '123456789')
    assert.deepEqual([read.individual, read.cCorporation], ['true', 'false'])
    assert.equal(read.accountNumbers, undefined, 'an empty line has no value')
    assert.equal(read.requester, undefined)
  })

  it('reads labels that are printed twice, stand in a sentence, or stand under their line', () => {
    const read = valuesOf(understand([pageOf(filledW8Ben)]).fields)
    assert.deepEqual(read, {
      form: 'W-8BEN',
      name: 'Maren Holt',
      citizenship: 'Norway',
      permanentStreet: '12 Fjord Street',
      permanentCity: 'Bergen 5003',
      permanentCountry: 'Norway',
      mailingCity: 'Oslo 0150',
      mailingCountry: 'Norway',
      ssn: '987-65-4321',
      foreignTaxId: 'NO-4471',
      referenceNumber: 'R-9',
      dateOfBirth: '04-17-1988',
      treatyCountry: 'Norway',
      treatyArticle: '7',
      treatyRate: '5',
      incomeType: 'Royalties',
      signingDate: '05-02-2021',
      signer: 'Maren Holt',
      capacity: 'Owner',
    })
  })

  it('reads blanks that begin the next line, and a value that begins left of its label', () => {
    const drawing = filledW8Ben
      .replace('Article and paragraph   7   of', 'Article and paragraph\n   7   of')
      .replace('income):   Royalties   .', 'income):\n   Royalties   .')
      .replace(/^ {3}Bergen/m, 'Bergen')
      .replace(/^ {3}City/gm, '      City')
    const read = valuesOf(understand([pageOf(drawing)]).fields)
    assert.equal(read.treatyArticle, '7')
    assert.equal(read.incomeType, 'Royalties')
    assert.equal(read.permanentCity, 'Bergen 5003')
  })

  it('reads boxes behind their words and below them', () => {
    const page = pageOf(`
# Form 1099-MISC     Miscellaneous Information
1 Rents                      2 Royalties              3 Other income
100.00                       200.00                   300.00
7 Payer made direct sales totaling $5,000 or more of consumer products to recipient for resale
FATCA filing requirement            2nd TIN not.

`)
    const lines = page.blocks.flatMap((block) => block.lines)
    const wordOf = (text: string) => lines.flatMap(({ words }) => words).find((word) => word.text === text)
    const nowhere: [number, number, number, number] = [0, 0, 0, 0]
    const [x, y, width, height] = wordOf('resale')?.box ?? nowhere
    const [under, low, , tall] = wordOf('FATCA')?.box ?? nowhere
    const [second] = wordOf('2nd')?.box ?? nowhere
    const box = (left: number, top: number, checked: boolean) => ({
      box: [left, top, 0.012, 0.01] as [number, number, number, number],
      checked,
      confidence: 0.9,
      label: null,
    })
    const checkBoxes = [
      box(x + width + 0.01, y + height * 0.1, true),
      box(under, low + 2 * tall, true),
      box(second, low + 2 * tall, false),
    ]
    const read = valuesOf(understand([{ ...page, checkBoxes }]).fields)
    assert.deepEqual([read.directSales, read.fatcaFiling, read.secondTinNotice], ['true', 'true', 'false'])
  })

  it('reads the sheet of a new patient', () => {
    const read = valuesOf(understand([pageOf(intakeSheet)]).fields)
    assert.equal(read.patientName, 'Vera Brandt')
    assert.equal(read.dateOfBirth, '1990-01-22')
    assert.equal(read.emergencyContact, 'Tom Brandt')
    assert.equal(read.policyNumber, 'AM-88121')
    assert.equal(read.allergies, 'penicillin')
  })

  it('gives every pair and every box of a form that nobody taught', () => {
    const part = (text: string) => ({ text, box: [0, 0, 0.1, 0.1] as [number, number, number, number] })
    const box = part('').box
    const page = {
      ...pageOf('# Application form\nPlease print   Membership of the rowing club'),
      pairs: [{ label: part('Date of birth'), value: part('1 May 1990'), confidence: 0.9 }],
      checkBoxes: [
        { box, checked: true, confidence: 0.9, label: 'Newsletter' },
        { box, checked: false, confidence: 0.9, label: null },
      ],
    }
    const found = understand([page])
    assert.equal(found.class, 'form')
    assert.deepEqual(valuesOf(found.fields), { dateOfBirth: '1 May 1990', newsletter: 'true' })
  })

  it('names fields after their labels', () => {
    assert.equal(nameOf('Date of birth'), 'dateOfBirth')
    assert.equal(nameOf('2. Straße / Hausnummer'), 'field2StrasseHausnummer')
    assert.equal(nameOf('***'), '')
  })
})
