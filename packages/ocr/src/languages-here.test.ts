import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languagesHere } from './languages-here.ts'

test('which languages can be read is known without reading, and what to install for the others', () => {
  const fault = languagesHere()
  for (const languages of [[], ['de', 'en'], ['tr', 'ro'], ['zh']]) assert.equal(fault(languages), undefined)
  assert.match(fault(['de', 'vi'])?.message ?? '', /"vi".*npm install @tesseract\.js-data\/vie/)
  assert.match(fault(['xx'])?.message ?? '', /"xx".*No package/)
})
