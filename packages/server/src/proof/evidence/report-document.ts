// The parts of a certificate of completion that are about a document: its files, its seal, how its values came about.
import type { EventBody } from '@countersign/contract/event'
import type { Correction, Field, FieldValue } from '@countersign/contract/extraction'
import type { Section } from '@countersign/pdf/report/report'
import type { DocumentStatement } from './check-document.ts'
import type { Rows } from './report.ts'

type Placed = { body: EventBody }

export function documentSections(
  statement: DocumentStatement,
  events: readonly Placed[],
): { title: string; sections: Section[] } {
  const { document } = statement
  const at = (type: string) => events.findLast(({ body }) => body.type === type)?.body
  const sealed = at('document.sealed')
  const rows: Rows = [
    ['Document', document.id],
    ['Class', document.class ?? 'none'],
    ['Workflow', `${document.workflow}, version ${document.workflowVersion}`],
    ['Pages', String(document.pageCount ?? 'unknown')],
    ['Came in', events[0]?.body.at ?? ''],
    ['Completed', at('document.completed')?.at ?? 'not yet'],
    ['Seal', sealed ? `${sealed.data.format} ${sealed.data.level}, ${sealed.at}` : 'none'],
    ['Sealed file, SHA-256', statement.sealedSha256 ?? 'none'],
    ['Searchable copy, SHA-256', statement.searchableSha256 ?? 'none'],
    ...document.files.map(
      ({ contentType, bytes, sha256 }, index) =>
        [`Source file ${index + 1}`, `${contentType}, ${bytes} bytes, SHA-256 ${sha256}`] as const,
    ),
  ]
  return {
    title: `Document ${document.id}`,
    sections: [
      { heading: 'The document', blocks: [{ kind: 'rows', rows }] },
      ...valuesOf(statement),
      ...decisionsOf(statement),
    ],
  }
}

export const shownValue = (value: FieldValue | null): string => {
  if (value === null) return 'removed'
  if (typeof value === 'string') return value
  return `${value.minor} ${value.currency ?? ''} (minor units)`
}

const origins: Record<string, string> = {
  document: 'read',
  derived: 'worked out',
  person: 'entered by a person',
  xml: 'from its XML',
}

function valuesOf({ fields, findings, corrections }: DocumentStatement): Section[] {
  if (fields.length === 0) return []
  const corrected = new Set(corrections.map(({ field }) => field))
  const rowOf = ({ name, value, raw, confidence, origin, evidence }: Field) => [
    ...[name, shownValue(value), raw],
    `${origins[origin] ?? origin}${corrected.has(name) ? ', changed by a person' : ''}`,
    origin === 'person' ? '' : confidence.toFixed(2),
    evidence.map(({ page }) => page).join(', '),
  ]
  const blocks: Section['blocks'] = [
    {
      kind: 'table',
      columns: ['Field', 'Value', 'As printed', 'How', 'Confidence', 'Page'],
      widths: [18, 30, 26, 22, 12, 8],
      rows: fields.map(rowOf),
    },
    ...findings.map(({ severity, message }) => ({ kind: 'text' as const, text: `${severity}: ${message}` })),
  ]
  return [{ heading: 'What was read in it', blocks }]
}

function decisionsOf({ corrections }: DocumentStatement): Section[] {
  if (corrections.length === 0) return []
  const rowOf = ({ at, who, field, before, after, why }: Correction) => [
    ...[at, who, field ?? 'decision'],
    ...[before ? shownValue(before.value) : '', shownValue(after), why ?? ''],
  ]
  const table = {
    kind: 'table' as const,
    columns: ['Time (UTC)', 'Who', 'What', 'Before', 'After', 'Why'],
    widths: [22, 22, 14, 18, 18, 22],
    rows: corrections.map(rowOf),
  }
  return [{ heading: 'What people decided and changed', blocks: [table] }]
}
