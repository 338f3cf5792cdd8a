import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Block, type Box, blankPage, type Page } from '@countersign/contract/layout'
import { toAlto } from './alto.ts'
import { toHocr } from './hocr.ts'

type Node = { name: string; attributes: Map<string, string>; children: Node[] }

/** Elements of a document; unbalanced ones and attributes given twice fail. */
function nodesOf(xml: string): Node[] {
  const root: Node = { name: '', attributes: new Map(), children: [] }
  const open = [root]
  for (const [, end, name = '', rest = '', empty] of xml.matchAll(
    /<(\/?)([A-Za-z][\w:]*)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (end) assert.equal(open.pop()?.name, name)
    else {
      const attributes = [...rest.matchAll(/([\w:]+)="([^"]*)"/g)].map(
        ([, key = '', value = '']) => [key, value] as const,
      )
      const node = { name, attributes: new Map(attributes), children: [] }
      assert.equal(node.attributes.size, attributes.length)
      open.at(-1)?.children.push(node)
      if (!empty && !/^(meta|br)$/.test(name)) open.push(node)
    }
  }
  assert.equal(open.length, 1)
  return root.children
}

const all = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...all(node.children)])

/** What the schema of ALTO 4.2 has: children in their order, attributes that must be there, others that may. */
const place = ['HPOS', 'VPOS', 'WIDTH', 'HEIGHT']
const blocks = /^(TextBlock |ComposedBlock |Illustration )*$/
const schema: Record<string, { children: RegExp; must: string[]; may: string[] }> = {
  alto: {
    children: /^Description Tags Layout $/,
    must: [],
    may: ['xmlns', 'xmlns:xsi', 'xsi:schemaLocation', 'SCHEMAVERSION'],
  },
  Description: { children: /^MeasurementUnit (sourceImageInformation )?(Processing )*$/, must: [], may: [] },
  MeasurementUnit: { children: /^$/, must: [], may: [] },
  sourceImageInformation: { children: /^(fileName )?$/, must: [], may: [] },
  fileName: { children: /^$/, must: [], may: [] },
  Processing: { children: /^processingSoftware $/, must: ['ID'], may: [] },
  processingSoftware: { children: /^softwareName $/, must: [], may: [] },
  softwareName: { children: /^$/, must: [], may: [] },
  Tags: { children: /^(LayoutTag )*$/, must: [], may: [] },
  LayoutTag: { children: /^$/, must: ['ID', 'LABEL'], may: [] },
  Layout: { children: /^(Page )+$/, must: [], may: [] },
  Page: { children: /^PrintSpace $/, must: ['ID', 'PHYSICAL_IMG_NR'], may: ['PC', 'WIDTH', 'HEIGHT'] },
  PrintSpace: { children: blocks, must: [], may: place },
  ComposedBlock: { children: blocks, must: ['ID'], may: ['TYPE', ...place] },
  Illustration: { children: /^$/, must: ['ID'], may: ['TYPE', ...place] },
  TextBlock: { children: /^(TextLine )+$/, must: ['ID'], may: ['TAGREFS', 'LANG', ...place] },
  TextLine: { children: /^(String (SP )?)+$/, must: [], may: ['ID', ...place] },
  String: { children: /^$/, must: ['CONTENT'], may: ['ID', 'WC', ...place] },
  SP: { children: /^$/, must: [], may: ['HPOS', 'VPOS', 'WIDTH'] },
}

const box: Box = [0.1, 0.1, 0.5, 0.05]
const words = ['Größe', '<5 €>', '"quoted"'].map((text) => ({ text, confidence: 0.5, box }))
const block = (kind: Block['kind'], language: string | null): Block => ({
  kind,
  language,
  box,
  lines: [
    { box, words },
    { box, words: words.slice(0, 1) },
    { box, words: [] },
  ],
})
const cell = { row: 0, column: 0, rowSpan: 1, columnSpan: 2, text: 'Größe', confidence: 1, box }
const page = (number: number): Page => ({
  ...blankPage,
  number,
  width: 595,
  height: 842,
  blocks: [
    block('heading', 'de'),
    block('table', null),
    block('text', 'fr'),
    { ...block('text', null), lines: [] },
  ],
  tables: [{ box, rows: 1, columns: 2, headerRows: 0, ruled: false, cells: [cell] }],
  areas: [{ kind: 'signature', box, filled: true, confidence: 1 }],
})

describe('Exports keep to their formats', () => {
  const ids = (nodes: readonly Node[], name: string) =>
    nodes.flatMap(({ attributes }) => attributes.get(name) ?? [])

  it('as the schema of ALTO 4.2 has its elements', () => {
    const nodes = all(nodesOf(toAlto([page(1), page(2)], { fileName: 'a & b.pdf' })))
    for (const { name, attributes, children } of nodes) {
      const rule = schema[name]
      assert.ok(rule, name)
      assert.match(children.map((child) => `${child.name} `).join(''), rule.children, name)
      for (const key of rule.must) assert.ok(attributes.has(key), `${name} ${key}`)
      for (const key of attributes.keys())
        assert.ok([...rule.must, ...rule.may].includes(key), `${name} ${key}`)
      for (const key of place) assert.match(attributes.get(key) ?? '0', /^\d+$/)
    }
    const known = ids(nodes, 'ID')
    assert.equal(new Set(known).size, known.length)
    for (const id of ids(nodes, 'TAGREFS')) assert.ok(known.includes(id))
  })

  it('as hOCR nests pages, areas, paragraphs, lines and words', () => {
    const parents: Record<string, string> = {
      ocr_carea: 'ocr_page',
      ocr_par: 'ocr_carea',
      ocr_line: 'ocr_par',
      ocrx_word: 'ocr_line',
    }
    const classOf = ({ attributes }: Node) => attributes.get('class')?.split(' ')[0] ?? ''
    const nodes = all(nodesOf(toHocr([page(1), page(2)], { title: 'A & B', dpi: 144 })))
    const known = ids(nodes, 'id')
    assert.equal(new Set(known).size, known.length)
    for (const node of nodes)
      for (const child of node.children) {
        const parent = parents[classOf(child)]
        if (parent !== undefined) assert.equal(classOf(node), parent)
        if (classOf(child) !== '') assert.match(child.attributes.get('title') ?? '', /bbox \d+ \d+ \d+ \d+/)
      }
    assert.equal(nodes.filter((node) => classOf(node) === 'ocrx_word').length, 24)
  })
})
