import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { operations } from './content.ts'
import { hiddenText, without } from './hidden-text.ts'

const sheet = { left: 0, bottom: 0, right: 300, top: 200 }
const left = (content: string) =>
  without(
    content,
    hiddenText(content, sheet, (name) => name === '/Scan'),
  )

describe('text that nobody sees', () => {
  it('is cut out where it is invisible, and nothing else is', () => {
    const content =
      'q 300 0 0 200 0 0 cm /Scan Do Q BT 3 Tr /F1 9 Tf (old \\) one) Tj [<41> -3 (x)] TJ ET BT 0 Tr (seen) Tj ET'
    assert.equal(left(content), 'q 300 0 0 200 0 0 cm /Scan Do Q BT 3 Tr /F1 9 Tf   ET BT 0 Tr (seen) Tj ET')
  })

  it('stays where a visible word follows it in the same text object', () => {
    const content = 'BT 3 Tr (a) Tj 0 Tr (b) Tj ET'
    assert.equal(left(content), content)
  })

  it('is cut out under a picture that fills the page, but not under a smaller one nor above it', () => {
    const under = (picture: string) => `BT (old) Tj ET q ${picture} cm /Scan Do Q BT (new) Tj ET`
    assert.equal(left(under('300 0 0 200 0 0')), 'BT  ET q 300 0 0 200 0 0 cm /Scan Do Q BT (new) Tj ET')
    assert.equal(
      left(under('0 200 -300 0 300 0')),
      'BT  ET q 0 200 -300 0 300 0 cm /Scan Do Q BT (new) Tj ET',
    )
    assert.equal(left(under('200 0 0 200 0 0')), under('200 0 0 200 0 0'))
    assert.equal(
      left(under('300 0 0 200 0 0').replace('/Scan', '/Glass')),
      under('300 0 0 200 0 0').replace('/Scan', '/Glass'),
    )
  })

  it('keeps the render mode that q and Q put away', () => {
    assert.equal(left('q 3 Tr Q BT (seen) Tj ET'), 'q 3 Tr Q BT (seen) Tj ET')
  })

  it('does not get lost in inline pictures and damaged streams', () => {
    const picture = 'BI /W 1 /H 1 ID (((\n EI BT 3 Tr (old) Tj ET'
    assert.equal(left(picture), 'BI /W 1 /H 1 ID (((\n EI BT 3 Tr  ET')
    assert.equal([...operations('q (never closed')].at(-1)?.operator, '?')
    assert.deepEqual(
      [...operations('/A/B<</C[1 2]>>BDC % note\n.5 -3. m')].map(({ operator }) => operator),
      ['BDC', 'm'],
    )
  })
})
