import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'

const english = `
# Consulting Agreement

This Agreement is made by and between Lumen Ltd ("Client") and Vera Brandt ("Consultant"),
hereinafter the parties, dated 3 March 2025.

Effective date: 1 April 2025
1. Obligations. The Consultant shall advise the Client.
2. Governing law. This Agreement is governed by the laws of England.
`

const german = `
# Dienstvertrag
zwischen Lumen GmbH und Frau Vera Brandt, nachfolgend Auftragnehmerin

§ 1 Vertragsgegenstand
§ 2 Vertragsbeginn: 01.04.2025
§ 3 Kündigung mit einer Frist von vier Wochen

Leipzig, den 14.03.2025
`

describe('understanding a contract', () => {
  it('reads title, date and effective date of an English one', () => {
    const found = understand([pageOf(english)])
    assert.equal(found.class, 'contract')
    assert.deepEqual(valuesOf(found.fields), {
      title: 'Consulting Agreement',
      party1: 'Lumen Ltd',
      party2: 'Vera Brandt',
      governingLaw: 'England',
      date: '2025-03-03',
      effectiveDate: '2025-04-01',
    })
  })

  it('reads title, date and effective date of a German one', () => {
    const found = understand([pageOf(german)])
    assert.equal(found.class, 'contract')
    assert.deepEqual(valuesOf(found.fields), {
      title: 'Dienstvertrag',
      party1: 'Lumen GmbH',
      party2: 'Vera Brandt',
      notice: 'P4W',
      date: '2025-03-14',
      effectiveDate: '2025-04-01',
    })
  })
})
