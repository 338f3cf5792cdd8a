import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { check } from '../../check.ts'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { defaultConfidence, defaultRequired } from '../classes.ts'
import { passportPage, zone } from './samples.ts'

const rules = { confidence: defaultConfidence, required: defaultRequired, today: '2026-01-15' }
const read = (drawing: string) => understand([pageOf(drawing, { source: 'ocr' })])

describe('understanding a passport', () => {
  it('takes what the machine-readable zone proves, and the rest from the labels', () => {
    const found = read(passportPage)
    assert.equal(found.class, 'passport')
    const values = valuesOf(found.fields)
    assert.deepEqual(values, {
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      number: 'L898902C3',
      nationality: 'UTO',
      issuingCountry: 'UTO',
      dateOfBirth: '1974-08-12',
      sex: 'F',
      expiryDate: '2012-04-15',
      personalNumber: 'ZE184226B',
      issueDate: '2007-04-16',
      placeOfBirth: 'ZENITH',
      authority: 'PASSPORT OFFICE',
    })
  })

  it('reads a zone with letters for digits, and with fillers that were dropped', () => {
    const misread = zone.replace('7408122F12O4159', '7408122F1204159').replace('740812', '74O812')
    const shorter = misread.replace('<<<<<<<<<<<<<<<<<<<', '<<<<<<<<<<<<<<<<')
    const values = valuesOf(read(`# PASSPORT\n${shorter}`).fields)
    assert.equal(values.dateOfBirth, '1974-08-12')
    assert.equal(values.number, 'L898902C3')
  })

  it('names the check digit that is wrong', () => {
    const found = read(`# PASSPORT\n${zone.replace('L898902C36', 'L898903C36')}`)
    const finding = found.findings.find(
      ({ rule, field }) => rule === 'zone.check_digit' && field === 'number',
    )
    assert.ok(finding)
    const number = found.fields.find(({ name }) => name === 'number')
    assert.ok(number && number.confidence < 0.5, 'and does not trust the number')
  })

  it('says where print and zone differ, and that it has expired', () => {
    const found = read(passportPage.replace('15 APR 2012', '15 APR 2022'))
    assert.ok(found.findings.some(({ rule, field }) => rule === 'zone.mismatch' && field === 'expiryDate'))
    assert.ok(check(found, rules).some(({ rule }) => rule === 'id.expired'))
  })
})
