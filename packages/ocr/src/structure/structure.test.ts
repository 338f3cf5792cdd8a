import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findStructure } from './structure.ts'
import { blocksOf, frame, type Print, pageWith, prose, size, structureOf } from './testing.ts'

const cellsOf = ({ tables }: Awaited<ReturnType<typeof findStructure>>) =>
  tables.map(({ cells }) => cells.map(({ row, column, text }) => [row, column, text]))

const goods: Print[] = [
  ['Item', 60, 400],
  ['Qty', 470, 400],
  ['Amount', 740, 400],
  ['Oak shelf', 60, 440],
  ['2', 490, 440],
  ['120.00', 740, 440],
  ['Paint', 60, 480],
  ['14', 480, 480],
  ['9.50', 760, 480],
]

describe('Tables', () => {
  it('are seen without any line, by what stands under each other', async () => {
    const found = await structureOf([[prose, 60, 200], ...goods, [prose, 60, 700]])
    assert.deepEqual(cellsOf(found), [
      [
        [0, 0, 'Item'],
        [0, 1, 'Qty'],
        [0, 2, 'Amount'],
        [1, 0, 'Oak shelf'],
        [1, 1, '2'],
        [1, 2, '120.00'],
        [2, 0, 'Paint'],
        [2, 1, '14'],
        [2, 2, '9.50'],
      ],
    ])
    const [table] = found.tables
    assert.deepEqual([table?.rows, table?.columns, table?.headerRows, table?.ruled], [3, 3, 1, false])
  })

  it('are blocks of their own, read row by row where they stand', async () => {
    const { blocks } = await structureOf([[prose, 60, 200], ...goods, [prose, 60, 700]])
    assert.deepEqual(
      blocks.map(({ kind }) => kind),
      ['text', 'table', 'text'],
    )
    const texts = blocks[1]?.lines.map(({ words }) => words.map(({ text }) => text).join(' '))
    assert.deepEqual(texts, ['Item Qty Amount', 'Oak shelf 2 120.00', 'Paint 14 9.50'])
  })

  it('keep the lines of a cell together', async () => {
    const found = await structureOf([
      ...goods,
      ['with fittings', 60, 506],
      ['Glue', 60, 560],
      ['1', 490, 560],
      ['3.20', 760, 560],
    ])
    const [cells = []] = cellsOf(found)
    assert.ok(
      cells.some(([row, column, text]) => row === 2 && column === 0 && text === 'Paint\nwith fittings'),
    )
    assert.equal(found.tables[0]?.rows, 4)
  })

  it('have cells that span columns where a line between them is missing', async () => {
    const lines = [
      ...frame([50, 380, 900, 120]),
      ...frame([50, 418, 900, 2]),
      { left: 500, top: 420, width: 2, height: 80 },
      { left: 50, top: 459, width: 900, height: 2 },
    ]
    const found = await structureOf(
      [
        ['Charges and what they are for', 300, 390],
        ['one', 60, 430],
        ['1.00', 520, 430],
        ['two', 60, 470],
        ['2.00', 520, 470],
      ],
      pageWith(lines),
    )
    const [table] = found.tables
    assert.equal(table?.ruled, true)
    assert.deepEqual(
      table?.cells.map(({ row, column, columnSpan }) => [row, column, columnSpan]),
      [
        [0, 0, 2],
        [1, 0, 1],
        [1, 1, 1],
        [2, 0, 1],
        [2, 1, 1],
      ],
    )
  })

  it('are not columns of prose in which some lines happen to have gaps', async () => {
    const column = 'words that go on for a good while so'
    const body = Array.from({ length: 12 }, (_, i): Print[] => {
      const top = 300 + 30 * i
      if (i % 5 !== 1) return [[column, 60, top] as Print, [column, 540, top]]
      return [['we charge 2.500,00', 60, top] as Print, ['and 1.480,50 of them', 540, top], ['too', 900, top]]
    })
    assert.deepEqual((await structureOf(body.flat())).tables, [])
  })

  it('are not columns of prose', async () => {
    const rows = [400, 430, 460, 490, 520]
    const columns = rows.flatMap((top): Print[] => [
      ['words of the left column that fill it', 60, top],
      ['words of the other one, filled as well', 540, top],
    ])
    assert.deepEqual((await structureOf(columns)).tables, [])
  })

  it('are not an address beside a date', async () => {
    const found = await structureOf([
      ['Quay Street 7', 60, 300],
      ['Date: 3 May', 700, 300],
      ['Norwich', 60, 330],
      ['Invoice: 77', 700, 330],
    ])
    assert.deepEqual(found.tables, [])
  })
})

describe('Blocks', () => {
  it('at the edges of a page are its header, its footer and its number', async () => {
    const body = [300, 400, 500, 600, 700, 800].map((top): Print => [prose, 60, top])
    const { blocks } = await structureOf([
      ['Report of the year', 60, 40],
      ...body,
      ['Registered in Norwich', 60, 1340],
      ['Page 2 of 7', 800, 1340],
    ])
    const kinds = blocks.map(({ kind }) => kind)
    assert.deepEqual([kinds[0], kinds.at(-2), kinds.at(-1)], ['header', 'footer', 'page_number'])
    assert.ok(kinds.slice(1, -2).every((kind) => kind === 'text'))
  })

  it('of big type are headings', async () => {
    const [title] = blocksOf([['Report', 60, 200]])
    const word = title?.lines[0]?.words[0]
    if (word) word.box[3] *= 1.8
    const body = blocksOf([300, 330, 360, 390].map((top): Print => [prose, 60, top]))
    const { blocks } = await findStructure({ blocks: title ? [title, ...body] : body, size })
    assert.equal(blocks[0]?.kind, 'heading')
  })
})

describe('Hostile pages', () => {
  it('of very many words are left as they are, quickly', async () => {
    const blocks = blocksOf(
      Array.from({ length: 21_000 }, (_, i): Print => ['x', (i * 37) % 990, (i * 53) % 1390]),
    )
    const found = await findStructure({ blocks, size })
    assert.deepEqual([found.tables, found.blocks.length], [[], 21_000])
  })
})
