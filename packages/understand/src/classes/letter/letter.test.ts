import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { germanLetter, spanishLetter } from './samples.ts'

describe('understanding a letter', () => {
  it('reads date, subject, reference and greeting', () => {
    const found = understand([pageOf(germanLetter)])
    assert.equal(found.class, 'letter')
    assert.deepEqual(valuesOf(found.fields), {
      date: '2025-03-14',
      reference: 'LG-88/25',
      subject: 'Ihr Besuch in unserer Werkstatt',
      salutation: 'Sehr geehrte Frau Brandt',
    })
  })

  it('is one in Spanish too, without date or subject', () => {
    const found = understand([pageOf(spanishLetter)])
    assert.equal(found.class, 'letter')
    assert.deepEqual(valuesOf(found.fields), { salutation: 'Estimada señora Brandt' })
  })

  it('takes the day it was written, not one that it speaks of', () => {
    const drawing = `
Great Lakes Casualty Company
November 3, 2025
Teresa Alvarez
Berwyn, IL 60402

RE: Claim No. 25-004417
Date of Loss: 09/30/2025

Dear Ms. Alvarez:

We have completed our review of the above claim and will send a check to you.
Sincerely,
Mark Dunn
`
    const read = valuesOf(understand([pageOf(drawing)], { classes: ['letter'] }).fields)
    assert.equal(read.date, '2025-11-03')
    const german = `
Unser Zeichen: PA-4471
Datum: 23.06.2025

Ihre Bewerbung als Beraterin vom 02.06.2025

Sehr geehrte Frau Lang,

vielen Dank für Ihre Bewerbung und das Interesse an unserem Haus.
`
    const found = valuesOf(understand([pageOf(german)], { classes: ['letter'] }).fields)
    assert.equal(found.date, '2025-06-23')
    assert.equal(found.subject, 'Ihre Bewerbung als Beraterin vom 02.06.2025')
  })

  it('finds a subject behind the greeting, as British letters have it', () => {
    const drawing = `
4 March 2025

Dear Mr Hollis

Renewal of your home insurance

Your policy is due for renewal on 1 April. We are pleased to tell you that your cover will go on.
Yours sincerely
`
    const read = valuesOf(understand([pageOf(drawing)], { classes: ['letter'] }).fields)
    assert.equal(read.subject, 'Renewal of your home insurance')
  })
})
