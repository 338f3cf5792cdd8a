// How the command line shows documents: plain text, one line per stage, a table per document.
import type { Extraction, Field } from '@countersign/contract/extraction'
import type { Result } from './process.ts'

const detail = (data: Record<string, unknown>): string => {
  const said: string[] = []
  if (typeof data.pages === 'number') said.push(`${data.pages} ${data.pages === 1 ? 'page' : 'pages'}`)
  if (typeof data.ocrPages === 'number' && data.ocrPages > 0) said.push(`${data.ocrPages} by OCR`)
  if (typeof data.blankPages === 'number' && data.blankPages > 0) said.push(`${data.blankPages} blank`)
  if (typeof data.advisedPages === 'number' && data.advisedPages > 0)
    said.push(`${data.advisedPages} better scanned again`)
  if (typeof data.class === 'string') said.push(data.class)
  if (Array.isArray(data.errors) && data.errors.length > 0)
    said.push(`${data.errors.length} ${data.errors.length === 1 ? 'finding' : 'findings'}`)
  if (typeof data.format === 'string') said.push(`${data.format} ${String(data.level)}`)
  if (typeof data.code === 'string') said.push(data.code)
  if (typeof data.problem === 'string') said.push(data.problem)
  return said.length > 0 ? `  (${said.join(', ')})` : ''
}

export const progressLine = (name: string, stage: string, data: Record<string, unknown>): string =>
  `  ${name.padEnd(28)} ${stage}${detail(data)}`

/** Yen and a few others have no minor unit; a bare number is clear enough where the currency is unknown. */
function printMoney({ minor, currency }: { minor: number; currency: string | null }): string {
  const digits = currency
    ? (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2)
    : 2
  return `${(minor / 10 ** digits).toFixed(digits)}${currency ? ` ${currency}` : ''}`
}

const printValue = ({ value }: Field): string => (typeof value === 'string' ? value : printMoney(value))

function rows(extraction: Extraction): string[] {
  const lines = extraction.fields.map((field) => {
    const place = field.evidence[0] ? `page ${field.evidence[0].page}` : field.origin
    return `    ${field.name.padEnd(16)} ${printValue(field).padEnd(36)} ${`${Math.round(field.confidence * 100)} %`.padStart(5)}  ${place}`
  })
  const findings = extraction.findings.map(
    (finding) =>
      `    ${finding.severity === 'error' ? '!' : '-'} ${finding.rule}: ${finding.message}${finding.page ? ` (page ${finding.page})` : ''}`,
  )
  return findings.length > 0 ? [...lines, '', ...findings] : lines
}

export function fieldTable({ file, document, extraction, written, error }: Result, url: string): string {
  const state = document ? `${document.state}${document.class ? `, ${document.class}` : ''}` : 'not taken in'
  const head = ['', `${file}: ${state}`]
  const problem = error ? [`    ${document?.failure?.code ?? 'problem'}: ${error}`] : []
  const review =
    document?.state === 'in_review'
      ? [`    Waits for a person: POST ${url}${document.links.self}/review`]
      : document?.state === 'validated'
        ? [`    Waits for approval: GET ${url}/v1/tasks?document=${document.id}`]
        : []
  return [
    ...head,
    ...problem,
    ...(extraction ? rows(extraction) : []),
    ...review,
    ...written.map((path) => `    wrote ${path}`),
  ].join('\n')
}
