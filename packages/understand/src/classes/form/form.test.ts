import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Box } from '@countersign/contract/layout'
import { layOut } from '../../page/sheet.ts'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { genericFields, nameOf } from './pairs.ts'
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

  it('reads two columns, labels under a line, and an X among boxes, that the reader did not pair', () => {
    const columns = `
# Formulaire d'inscription
Nom                      Garnier
Prénom                   Luc
Date de naissance        22/05/1990
`
    assert.deepEqual(valuesOf(genericFields(layOut([pageOf(columns)]))), {
      nom: 'Garnier',
      prenom: 'Luc',
      dateDeNaissance: '22/05/1990',
    })
    const page = pageOf('Familienstand:     X verheiratet     geschieden')
    const [x, y, , height] = page.blocks.at(-1)?.box ?? [0, 0, 0, 0]
    const box = {
      box: [x - 0.02, y, 0.01, height] as Box,
      checked: false,
      confidence: 0.95,
      label: 'geschieden',
    }
    assert.deepEqual(valuesOf(genericFields(layOut([{ ...page, checkBoxes: [box] }]))), {
      geschieden: 'false',
      verheiratet: 'true',
    })
  })

  it('takes what is ticked for the value of a label with choices', () => {
    const page = pageOf('Sexo: ☐ Hombre ☒ Mujer')
    const at = (left: number): Box => [left, 0.1, 0.1, 0.02]
    const pair = (text: string) => ({
      label: { text: 'Sexo', box: at(0.1) },
      value: { text, box: at(0.3) },
      confidence: 0.9,
    })
    const read = (text: string) => valuesOf(genericFields(layOut([{ ...page, pairs: [pair(text)] }])))
    assert.deepEqual(read('☐ Hombre ☒ Mujer'), { sexo: 'Mujer' })
    assert.deepEqual(read('☐ Hombre ☐ Mujer'), {}, 'nothing is ticked')
    const drawn = (checked: boolean, label: string, left: number) => ({
      box: at(left),
      checked,
      label,
      confidence: 0.95,
    })
    const boxes = [drawn(false, 'ledig', 0.28), drawn(true, 'verheiratet', 0.5)]
    const fields = genericFields(layOut([{ ...page, pairs: [pair('ledig')], checkBoxes: boxes }]))
    assert.equal(valuesOf(fields).sexo, 'verheiratet', 'a choice that is not ticked is no value')
  })

  it('calls a box in a table by its row and its column', () => {
    const cell = (row: number, column: number, text: string) => ({
      ...{ row, column, text, rowSpan: 1, columnSpan: 1, confidence: 1 },
      box: [0.1 + 0.2 * column, 0.1 + 0.05 * row, 0.2, 0.05] as Box,
    })
    const table = {
      ...{ box: [0.1, 0.1, 0.4, 0.1] as Box, rows: 2, columns: 2, headerRows: 1, ruled: true },
      cells: [cell(0, 0, 'Check'), cell(0, 1, 'Defect'), cell(1, 0, 'Oil level'), cell(1, 1, '☒')],
    }
    const box = { box: [0.38, 0.17, 0.01, 0.01] as Box, checked: true, confidence: 0.9, label: null }
    const page = { ...pageOf('Inspection'), tables: [table], checkBoxes: [box] }
    assert.deepEqual(valuesOf(genericFields(layOut([page]))), { oilLevelDefect: 'true' })
  })

  it('reads a 1099-NEC and a 1099-INT', () => {
    const head =
      'PAYER’S name, street address, city or town, state or province, country, ZIP or foreign postal code, and telephone no.'
    const nec = `
Form 1099-NEC       Nonemployee Compensation
${head}
Blue Heron Media LLC
400 Lake St
1 Nonemployee compensation
$ 18,450.00
RECIPIENT’S name
Dana Whitcomb
`
    const read = valuesOf(understand([pageOf(nec)], { classes: ['form'] }).fields)
    assert.deepEqual(
      [read.form, read.payerName, read.recipientName],
      ['1099-NEC', 'Blue Heron Media LLC', 'Dana Whitcomb'],
    )
    assert.deepEqual(read.nonemployeeCompensation, { minor: 1_845_000, currency: 'USD' })
    const int = nec
      .replaceAll('1099-NEC', '1099-INT')
      .replace('1 Nonemployee compensation', '1 Interest income')
    const found = valuesOf(understand([pageOf(int)], { classes: ['form'] }).fields)
    assert.equal(found.form, '1099-INT')
    assert.deepEqual(found.interestIncome, { minor: 1_845_000, currency: 'USD' })
  })

  it('passes over what a label says in brackets, and not over a number', () => {
    const sheet = `
# New Patient Intake Form
Patient name (Last, First, MI):   Ruiz, Antonio M
Date of birth: 01/22/1990
Phone: (608) 555-0142
`
    const read = valuesOf(understand([pageOf(sheet)], { classes: ['form'] }).fields)
    assert.deepEqual([read.patientName, read.phone], ['Ruiz, Antonio M', '(608) 555-0142'])
  })
})
