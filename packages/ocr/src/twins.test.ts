import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withTwins } from './twins.ts'

const read = (line: string) =>
  withTwins(line.split(' ').map((text) => ({ text, confidence: 0.9, from: 0, to: 1 })))
    .map(({ text }) => text)
    .join(' ')

test('a zero in a word is the letter that the rest of the word wants', () => {
  const words = {
    '0ak shelf': 'Oak shelf',
    '0ù que vous': 'Où que vous',
    'lbáñez lnvoice ltem': 'Ibáñez Invoice Item',
    "0'Neill o'Neill’s": "O'Neill O'Neill’s",
    'Take0ut amaz0n': 'Takeout amazon',
    'TAKE0UT AJINOMOT0': 'TAKEOUT AJINOMOTO',
  }
  for (const [line, meant] of Object.entries(words)) assert.equal(read(line), meant)
})

test('letters in an amount are the digits that they look like', () => {
  const amounts = {
    'GG9.4S 1,G87.17': '669.45 1,687.17',
    'l0.90': '10.90',
    '1O,5O': '10,50',
    '€l.2O0,00': '€1.200,00',
    'l 057‚42': '1 057,42',
  }
  for (const [line, meant] of Object.entries(amounts)) assert.equal(read(line), meant)
})

test('codes, units, litres and initials stay as they were read', () => {
  for (const line of [
    '0kg 0km 0ml 0x',
    'SE10 0AB',
    'CO2 L0T V0K B0B',
    'A0B1C2',
    '0,5l',
    'RO1,50',
    'l 05',
    'DE0O',
    'I 12.50',
    '0x1F',
    'B12.50 S5.00',
    '‚so‘',
    'lbs lwów lniany lžíce llamar lt',
  ])
    assert.equal(read(line), line)
})
