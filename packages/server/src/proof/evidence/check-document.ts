// What the statement about a document says, held against its events.
import { createHash } from 'node:crypto'
import type { EventBody } from '@countersign/contract/event'
import type { EvidenceFile } from '@countersign/contract/evidence'
import type { Correction, Field, Finding } from '@countersign/contract/extraction'
import { type DocumentEvent, documentEvents, replay } from '../../domain/document.ts'
import type { Checked, Named } from './check.ts'

/** What the stage `complete` writes. */
export type DocumentStatement = {
  document: {
    id: string
    run: number
    workflow: string
    workflowVersion: number
    class: string | null
    pageCount: number | null
    salt: string | null
    files: { contentType: string; bytes: number; sha256: string }[]
  }
  searchableSha256: string | null
  sealedSha256: string | null
  detachedSeal: { format: string; level: string; ofSha256: string | null; sha256: string } | null
  fields: Field[]
  findings: Finding[]
  corrections: Correction[]
  events: { sha256: string; body: EventBody }[]
  madeAt: string
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

export function checkDocument(file: EvidenceFile, events: readonly EventBody[]): Checked[] {
  const statement = JSON.parse(file.statement) as DocumentStatement
  return [
    completedWith(file, events),
    ...sameEvents(file, statement),
    ...lifeOf(events),
    ...sealOf(statement, events),
    ...sourcesOf(statement, events),
  ]
}

function completedWith({ statementSha256 }: EvidenceFile, events: readonly EventBody[]): Checked {
  const completed = events.findLast(({ type }) => type === 'document.completed')
  if (completed?.data.evidenceSha256 === statementSha256)
    return { ok: true, words: `The log names this statement, since ${completed.at}.` }
  return { ok: false, words: 'The log does not name this statement as that of the completed document.' }
}

function sameEvents({ proofs }: EvidenceFile, { events }: DocumentStatement): Checked[] {
  const logged = new Set(proofs.map(({ entry }) => hash(entry)))
  const missing = events.filter(({ sha256 }) => !logged.has(sha256))
  return missing.length === 0
    ? [{ ok: true, words: `Its ${events.length} events are those in the log.` }]
    : [{ ok: false, words: `${missing.length} of its events are not among those in the log.` }]
}

function lifeOf(events: readonly EventBody[]): Checked[] {
  const own = events.map(({ type }) => type as DocumentEvent).filter((type) => documentEvents.includes(type))
  try {
    return [{ ok: true, words: `The events lead, step by step, to the state ${replay(own).state}.` }]
  } catch {
    return [{ ok: false, words: 'The events do not follow from each other.' }]
  }
}

function sealOf({ sealedSha256, detachedSeal }: DocumentStatement, events: readonly EventBody[]): Checked[] {
  const said = events.findLast(({ type }) => type === 'document.sealed')?.data
  if (!said) return [{ ok: null, words: 'The document was not sealed.' }]
  const holds = said.format === 'CAdES' ? detachedSeal !== null : said.sha256 === sealedSha256
  return holds
    ? [{ ok: true, words: `The seal (${said.format} ${said.level}) is the one that the log names.` }]
    : [{ ok: false, words: 'The seal is not the one that the log names.' }]
}

/** The log names source files by salted hashes, so that erasing leaves it whole. */
function sourcesOf({ document }: DocumentStatement, events: readonly EventBody[]): Checked[] {
  const { salt, files } = document
  const logged = JSON.stringify(events.find(({ type }) => type === 'document.received')?.data ?? {})
  if (salt === null || !logged.includes('saltedSha256')) return []
  const missing = files.filter(({ sha256 }) => !logged.includes(hash(`${salt}:${sha256}`)))
  return missing.length === 0
    ? [{ ok: true, words: `The log names its ${files.length} source files since the document came in.` }]
    : [{ ok: false, words: 'A source file is not the one that came in.' }]
}

export const namedInDocument = (statement: DocumentStatement, events: readonly EventBody[]): Named[] => [
  ...events.flatMap(({ type, at, data }) =>
    type === 'document.prolonged' && typeof data.sha256 === 'string'
      ? [{ sha256: data.sha256, words: `the sealed file as it was prolonged at ${at}` }]
      : [],
  ),
  ...statement.document.files.map(({ sha256 }, index) => ({ sha256, words: `source file ${index + 1}` })),
  ...(statement.searchableSha256
    ? [{ sha256: statement.searchableSha256, words: 'the searchable copy' }]
    : []),
  ...(statement.sealedSha256 ? [{ sha256: statement.sealedSha256, words: 'the sealed file' }] : []),
]
