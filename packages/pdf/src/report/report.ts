// Reports as PDF/A-3u (ISO 19005-3): headings, rows, tables and pictures, and files that belong to them inside.
import { createHash } from 'node:crypto'
import { PDF } from '@libpdf/core'
import { declareArchival } from '../archival.ts'
import { loadObjects } from '../objects.ts'
import { srgbProfile } from '../profiles.ts'
import { saveWhole } from '../save-whole.ts'
import { type Attachment, attach } from './attachment.ts'
import { drawReport } from './layout.ts'

/**
 * `rows`: names and what they are. `table`: `widths` are shares of the page's width. `picture`: PNG or JPEG, without
 * transparency. Characters that the font (Roboto: Latin, Greek, Cyrillic) does not have are written as [U+738B].
 */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'rows'; rows: readonly (readonly [name: string, value: string])[] }
  | {
      kind: 'table'
      columns: readonly string[]
      widths: readonly number[]
      rows: readonly (readonly string[])[]
    }
  | { kind: 'picture'; picture: Uint8Array; caption: string }

/** A part under a heading. */
export type Section = { heading: string; blocks: readonly Block[] }

/** `language` is that of the text (RFC 5646). `footer` stands on every page, with its number. */
export type Report = {
  title: string
  subtitle: string
  language: string
  sections: readonly Section[]
  attachments: readonly Attachment[]
  footer: string
}

function seedOf({ title, subtitle, sections, attachments }: Report): string {
  const hash = createHash('sha256').update(JSON.stringify([title, subtitle, sections]))
  for (const { name, bytes } of attachments) hash.update(name).update(bytes)
  return hash.digest('hex')
}

/** libpdf draws lots for the six letters before a subset's name (ISO 32000-1 §9.6.4); here the face says them. */
function withFixedTags(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes)
  const text = file.toString('latin1')
  for (const { index, 1: face = '' } of text.matchAll(/\/[A-Z]{6}\+Roboto-(Regular|Bold)\b/g))
    file.write(face === 'Bold' ? 'REPORB' : 'REPORR', index + 1, 'latin1')
  return new Uint8Array(file)
}

/** Makes the file. The same report gives the same bytes: no time of day is in it but what the report says. */
export async function reportPdf(report: Report): Promise<Uint8Array> {
  const drawn = PDF.create()
  drawReport(drawn, report)
  // Fonts are only written when it is saved; what follows needs the objects.
  const pdf = await loadObjects(withFixedTags(await drawn.save({ subsetFonts: true })))
  // libpdf's own, which names the hour.
  pdf.context.info.trailer.delete('Info')
  const { title, language, attachments } = report
  attach(pdf, attachments)
  const seed = seedOf(report)
  declareArchival(pdf, { profile: await srgbProfile(), seed, part: 3, title, language })
  return saveWhole(pdf)
}
