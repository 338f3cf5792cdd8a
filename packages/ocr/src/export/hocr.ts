// Pages as hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/).
import type { Block, Box, Line, Page, Word } from '@countersign/contract/layout'
import { tableOf } from './words.ts'
import { xml } from './xml.ts'

/** `title` names the document; boxes are in pixels of the upright page at `dpi` (300 unless given). */
export type HocrOptions = { title?: string; dpi?: number }

/** One XHTML document with all pages. */
export function toHocr(pages: readonly Page[], options: HocrOptions = {}): string {
  const { begin, end } = hocrFrame(pages.length, options)
  return `${begin}${pages.map((page) => hocrPage(page, options)).join('')}${end}`
}

/** What stands before and after the pages of `hocrPage`. */
export function hocrFrame(pages: number, { title = '' }: HocrOptions = {}): { begin: string; end: string } {
  const capabilities =
    'ocr_page ocr_carea ocr_table ocr_par ocr_header ocr_footer ocr_pageno ocr_line ocrx_word ocrp_wconf ocrp_lang'
  const begin = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
<head>
<title>${xml(title)}</title>
<meta http-equiv="Content-Type" content="text/html;charset=utf-8" />
<meta name="ocr-system" content="Countersign" />
<meta name="ocr-number-of-pages" content="${pages}" />
<meta name="ocr-capabilities" content="${capabilities}" />
</head>
<body>
`
  return { begin, end: '</body>\n</html>\n' }
}

type Scale = { id: string; width: number; height: number }

/** One page of an hOCR document. */
export function hocrPage(page: Page, { dpi = 300 }: HocrOptions = {}): string {
  const pixels = (points: number) => Math.max(1, Math.round((points / 72) * dpi))
  const scale = { id: String(page.number), width: pixels(page.width), height: pixels(page.height) }
  const title = `bbox 0 0 ${scale.width} ${scale.height}; ppageno ${page.number - 1}; scan_res ${dpi} ${dpi}`
  const blocks = page.blocks
    .map((block, index) =>
      blockHtml(block, tableOf(page, block) !== undefined, { ...scale, id: `${scale.id}_${index + 1}` }),
    )
    .join('')
  return `<div class="ocr_page" id="page_${scale.id}" title="${title}">\n${blocks}</div>\n`
}

const classes: Partial<Record<Block['kind'], string>> = {
  header: ' ocr_header',
  footer: ' ocr_footer',
  page_number: ' ocr_pageno',
}

function blockHtml(block: Block, isTable: boolean, scale: Scale): string {
  const box = bbox(block.box, scale)
  const lines = block.lines
    .map((line, index) => lineHtml(line, { ...scale, id: `${scale.id}_${index + 1}` }))
    .join('')
  const language = block.language ? ` lang="${xml(block.language)}" xml:lang="${xml(block.language)}"` : ''
  const classNames = `ocr_carea${isTable ? ' ocr_table' : (classes[block.kind] ?? '')}`
  const paragraph = `<p class="ocr_par" id="par_${scale.id}"${language} title="${box}">\n${lines}</p>\n`
  return `<div class="${classNames}" id="block_${scale.id}" title="${box}">\n${paragraph}</div>\n`
}

function lineHtml(line: Line, scale: Scale): string {
  const words = line.words
    .map((word, index) => wordHtml(word, { ...scale, id: `${scale.id}_${index + 1}` }))
    .join(' ')
  const hangs = line.words.some(({ text }) => /[gjpqy,;()[\]Qç]/.test(text))
  // A fifth of a line with descenders lies under its baseline.
  const offset = hangs ? -Math.round(line.box[3] * scale.height * 0.2) : 0
  const title = `${bbox(line.box, scale)}; baseline 0 ${offset}`
  return `<span class="ocr_line" id="line_${scale.id}" title="${title}">${words}</span>\n`
}

function wordHtml({ text, confidence, box }: Word, scale: Scale): string {
  const title = `${bbox(box, scale)}; x_wconf ${Math.round(confidence * 100)}`
  return `<span class="ocrx_word" id="word_${scale.id}" title="${title}">${xml(text)}</span>`
}

function bbox([x, y, width, height]: Box, scale: Scale): string {
  const across = (value: number) => Math.round(value * scale.width)
  const down = (value: number) => Math.round(value * scale.height)
  return `bbox ${across(x)} ${down(y)} ${across(x + width)} ${down(y + height)}`
}
