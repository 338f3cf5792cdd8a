// Pages as ALTO 4 (https://www.loc.gov/standards/alto/), the format of libraries and archives.
import {
  type Block,
  type Box,
  blockKinds,
  type Line,
  type Page,
  type Word,
} from '@countersign/contract/layout'
import { tableOf } from './words.ts'
import { xml } from './xml.ts'

/** `fileName` names the file that was read. */
export type AltoOptions = { fileName?: string }

/** One XML document with all pages; lengths are in 1/1200 inch of the upright page. */
export function toAlto(pages: readonly Page[], options: AltoOptions = {}): string {
  const { begin, end } = altoFrame(options)
  return `${begin}${pages.map(altoPage).join('')}${end}`
}

/** What stands before and after the pages of `altoPage`. */
export function altoFrame({ fileName }: AltoOptions = {}): { begin: string; end: string } {
  const source =
    fileName === undefined
      ? ''
      : `<sourceImageInformation><fileName>${xml(fileName)}</fileName></sourceImageInformation>\n`
  const tags = blockKinds.map((kind) => `<LayoutTag ID="kind_${kind}" LABEL="${kind}"/>\n`).join('')
  const begin = `<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-2.xsd" SCHEMAVERSION="4.2">
<Description>
<MeasurementUnit>inch1200</MeasurementUnit>
${source}<Processing ID="reading"><processingSoftware><softwareName>Countersign</softwareName></processingSoftware></Processing>
</Description>
<Tags>
${tags}</Tags>
<Layout>
`
  return { begin, end: '</Layout>\n</alto>\n' }
}

type Scale = { id: string; width: number; height: number }

const units = (points: number) => Math.round((points * 1200) / 72)

/** One page of an ALTO document. */
export function altoPage(page: Page): string {
  const scale = { id: String(page.number), width: units(page.width), height: units(page.height) }
  const place = position([0, 0, 1, 1], scale)
  const size = `WIDTH="${scale.width}" HEIGHT="${scale.height}"`
  const head = `<Page ID="page_${scale.id}" PHYSICAL_IMG_NR="${page.number}" PC="${page.confidence.toFixed(4)}" ${size}>`
  const parts = page.blocks.map((block, index) => {
    if (block.lines.every(({ words }) => words.length === 0)) return ''
    const at = { ...scale, id: `${scale.id}_${index + 1}` }
    const text = blockXml(block, at)
    const around = `<ComposedBlock ID="table_${at.id}" TYPE="table" ${position(block.box, scale)}>`
    return tableOf(page, block) ? `${around}\n${text}</ComposedBlock>\n` : text
  })
  const areas = page.areas.map(
    (area, index) =>
      `<Illustration ID="area_${scale.id}_${index + 1}" TYPE="${area.kind}" ${position(area.box, scale)}/>\n`,
  )
  const space = `<PrintSpace ${place}>\n${parts.join('')}${areas.join('')}</PrintSpace>`
  return `${head}\n${space}\n</Page>\n`
}

function blockXml(block: Block, scale: Scale): string {
  const lines = block.lines
    .filter((line) => line.words.length > 0)
    .map((line, index) => lineXml(line, { ...scale, id: `${scale.id}_${index + 1}` }))
    .join('')
  const language = block.language ? ` LANG="${xml(block.language)}"` : ''
  return `<TextBlock ID="block_${scale.id}" ${position(block.box, scale)} TAGREFS="kind_${block.kind}"${language}>\n${lines}</TextBlock>\n`
}

function lineXml({ box, words }: Line, scale: Scale): string {
  const content = words.map((word, index) => {
    const next = words[index + 1]
    const string = wordXml(word, { ...scale, id: `${scale.id}_${index + 1}` })
    return next ? `${string}<SP ${gap(word.box, next.box, scale)}/>` : string
  })
  return `<TextLine ID="line_${scale.id}" ${position(box, scale)}>${content.join('')}</TextLine>\n`
}

function wordXml({ text, confidence, box }: Word, scale: Scale): string {
  return `<String ID="word_${scale.id}" ${position(box, scale)} WC="${confidence.toFixed(4)}" CONTENT="${xml(text)}"/>`
}

function position([x, y, width, height]: Box, scale: Scale): string {
  const across = (value: number) => Math.round(value * scale.width)
  const down = (value: number) => Math.round(value * scale.height)
  return `HPOS="${across(x)}" VPOS="${down(y)}" WIDTH="${across(width)}" HEIGHT="${down(height)}"`
}

function gap([x, y, width]: Box, next: Box, scale: Scale): string {
  const start = x + width
  const across = (value: number) => Math.round(value * scale.width)
  return `HPOS="${across(start)}" VPOS="${Math.round(y * scale.height)}" WIDTH="${across(Math.max(0, next[0] - start))}"`
}
