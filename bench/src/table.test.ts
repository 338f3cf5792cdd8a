import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCell, renderMarkdown, renderTable } from './table.ts'

const table = {
  title: 'Times',
  columns: ['stage', 'ms'],
  rows: [
    ['read', 1234.5],
    ['understand|check', 7.891],
    ['seal', null],
  ],
}

test('figures show as many digits as they deserve', () => {
  assert.deepEqual([0, 7, 1.234, 12.34, 1234.5, Number.NaN, null, 'x'].map(formatCell), [
    '0',
    '7',
    '1.23',
    '12.3',
    '1235',
    '–',
    '–',
    'x',
  ])
})

test('a table puts numbers to the right and words to the left', () => {
  assert.deepEqual(renderTable(table).split('\n'), [
    'Times',
    '',
    'stage               ms',
    '────────────────  ────',
    'read              1235',
    'understand|check  7.89',
    'seal                 –',
    '',
  ])
})

test('a table in the reference survives a bar in a word', () => {
  assert.match(renderMarkdown(table), /\| understand\\\|check \| 7\.89 \|/)
  assert.match(renderMarkdown(table), /\| --- \| ---: \|/)
})
