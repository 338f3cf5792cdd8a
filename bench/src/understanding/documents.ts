// Which documents understanding is measured on, how each is shown to the reader, and which half it belongs to.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { DocumentClass } from '@countersign/contract/extraction'
import { encodePng } from '@countersign/fixtures/degrade'
import { renderPages } from '@countersign/fixtures/raster'
import { type DegradationName, spoil } from '@countersign/fixtures/reading/degradations'
import { readTruth, type Truth } from '../truth.ts'
import { type LineTruth, readLines } from './lines.ts'

/**
 * How the words were had: from the PDF's own text, from a scan or photo that came with the data, from a copy that was
 * rasterised and spoilt here, or from the only picture there is.
 */
export type Source = 'text' | 'scan' | 'photo' | 'copy' | 'picture'

export type Subject = {
  id: string
  class: DocumentClass
  source: Source
  /** Documents of one family have one seller or one template: copies and originals stand in the same half. */
  family: string
  truth: Truth
  lines: LineTruth[] | null
  language: string | null
  /** Of forms: what stands in each field, by the names that the data gives them. */
  form?: Readonly<Record<string, string>>
  /** Files that make up the document, one after the other. */
  files: () => Promise<{ bytes: Uint8Array; contentType: string }[]>
}

type Item = {
  file: string
  ground_truth?: string
  fields?: Record<string, unknown>
  derived_from?: string
  layout?: string
  language?: string
}

/** Groups whose documents are all of one class. */
const classes: Readonly<Record<string, DocumentClass>> = {
  invoices: 'invoice',
  receipts: 'receipt',
  forms: 'form',
  ids: 'id_card',
}
/** What a manifest calls a kind of identity paper; every other is a card. */
const kinds: Readonly<Record<string, DocumentClass>> = {
  'driver licence': 'driving_licence',
  passport: 'passport',
  'business card': 'business_card',
}
/** UNTDID 1001: credit note and corrected invoice. A bill below nothing is one too, whatever its code says. */
const creditCodes = new Set(['381', '384'])
const types: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
}
/** What a copy goes through, in turn. */
const spoilings: readonly DegradationName[] = [
  'clean',
  'skew 2°',
  'noise',
  'blur',
  'JPEG 30',
  '150 dpi',
  'photo',
]
const copyDpi = 200
const mostCopiedPages = 4
/** What a manifest says of a file that shares its layout with no other. */
const ownLayout = 'own layout'

/** Every document with a known class; invoices that are PDFs come a second time, as a spoilt copy (`copies` of them). */
export async function subjectsOf(data: string, copies = Number.POSITIVE_INFINITY): Promise<Subject[]> {
  const found: Subject[] = []
  for (const [group, name] of Object.entries(classes))
    for (const item of await itemsOf(data, group)) found.push(await subjectOf(join(data, group), item, name))
  for (const item of await itemsOf(data, 'photos'))
    if (item.derived_from) found.push(await subjectOf(join(data, 'photos'), item, 'invoice'))
  const bills = found.filter(({ class: of }) => of === 'invoice' || of === 'credit_note')
  const isScan = ({ source, id }: Subject) => source === 'scan' && id.endsWith('.pdf')
  const copied = [...bills.filter(({ source }) => source === 'text'), ...bills.filter(isScan)]
  return [...found, ...copied.slice(0, copies).map(copyOf)]
}

async function itemsOf(data: string, group: string): Promise<Item[]> {
  const manifest = JSON.parse(await readFile(join(data, group, 'manifest.json'), 'utf8')) as { items: Item[] }
  return manifest.items.filter(({ file }) => extname(file).toLowerCase() in types)
}

async function subjectOf(home: string, item: Item, name: DocumentClass): Promise<Subject> {
  const { file, layout, language = null } = item
  const truth = await readTruth(home, item)
  const contentType = types[extname(file).toLowerCase()] ?? ''
  const template = layout === undefined || layout === ownLayout ? undefined : layout
  return {
    id: file,
    class: await classOf(home, item, name),
    source: sourceOf(item, contentType),
    family: template ?? truth.seller ?? item.derived_from ?? file,
    truth,
    lines: await readLines(home, item.ground_truth),
    language,
    ...(name === 'form' && { form: await formTruth(home, item) }),
    files: async () => [{ bytes: await readFile(join(home, file)), contentType }],
  }
}

async function formTruth(home: string, { ground_truth }: Item): Promise<Record<string, string>> {
  if (!ground_truth?.endsWith('.json')) return {}
  const { fields = {} } = JSON.parse(await readFile(join(home, ground_truth), 'utf8')) as {
    fields?: Record<string, string>
  }
  return fields
}

async function classOf(home: string, item: Item, name: DocumentClass): Promise<DocumentClass> {
  if (name === 'id_card') return kinds[String(item.fields?.['kind'])] ?? name
  if (name !== 'invoice' || !item.ground_truth?.endsWith('.json')) return name
  const truth = JSON.parse(await readFile(join(home, item.ground_truth), 'utf8')) as {
    fields?: { type_code?: string; grand_total?: string }
  }
  const { type_code = '', grand_total = '' } = truth.fields ?? {}
  return creditCodes.has(type_code) || grand_total.startsWith('-') ? 'credit_note' : name
}

function sourceOf({ file, derived_from }: Item, contentType: string): Source {
  if (derived_from) return file.includes('.persp.') ? 'photo' : 'scan'
  return contentType === 'application/pdf' ? 'text' : 'picture'
}

/** The first pages as pictures, spoilt the way that the document's place in the list says. */
function copyOf(subject: Subject, at: number): Subject {
  const how = spoilings[at % spoilings.length] ?? 'clean'
  return {
    ...subject,
    id: `${subject.id} (${how})`,
    source: 'copy',
    async files() {
      const [file] = await subject.files()
      const pages = file ? await renderPages(file.bytes, copyDpi) : []
      const pictures = []
      for (const [page, pixels] of pages.slice(0, mostCopiedPages).entries()) {
        // Pixels as rendered where nothing is to be done to them: every recipe compresses.
        if (how === 'clean') pictures.push({ bytes: await encodePng(pixels), contentType: 'image/png' })
        else pictures.push(await spoil(pixels, how, 7000 + 10 * at + page))
      }
      return pictures
    },
  }
}

/** By family, so that nothing is tuned on one half that is measured on the other. */
export function halfOf({ family }: Subject): 'A' | 'B' {
  const [first = 0] = createHash('sha256').update(family.trim().toLowerCase()).digest()
  return first % 2 === 0 ? 'A' : 'B'
}
