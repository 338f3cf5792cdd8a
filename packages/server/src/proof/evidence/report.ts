// The certificate of completion as people read it. Everything in it stands in evidence.json too, which lies inside.
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import type { EventBody } from '@countersign/contract/event'
import type { EvidenceFile } from '@countersign/contract/evidence'
import { readCheckpoint } from '@countersign/evidence/checkpoint'
import { parseInclusion } from '@countersign/evidence/inclusion'
import type { Report, Section } from '@countersign/pdf/report/report'
import type { DocumentStatement } from './check-document.ts'
import { documentSections } from './report-document.ts'
import { envelopeSections } from './report-envelope.ts'

export type Rows = (readonly [string, string])[]

export function evidenceReport(file: EvidenceFile): Report {
  const events = file.proofs.map(({ entry, position }) => ({
    position,
    body: JSON.parse(entry) as EventBody,
  }))
  const { title, sections } =
    file.kind === 'envelope'
      ? envelopeSections(JSON.parse(file.statement) as EnvelopeFacts)
      : documentSections(JSON.parse(file.statement) as DocumentStatement, events)
  return {
    title: 'Certificate of completion',
    subtitle: title,
    language: 'en',
    sections: [...sections, eventsSection(events), logSection(file), howToCheck],
    attachments: [
      {
        ...{ name: 'evidence.json', mimeType: 'application/json', relation: 'Data' },
        description: 'Everything that this certificate says, with proofs, to be checked by a program',
        bytes: Buffer.from(`${JSON.stringify(file, null, 2)}\n`),
        at: new Date(file.madeAt),
      },
    ],
    footer: `${file.subject} · certificate of completion, made ${file.madeAt}`,
  }
}

function eventsSection(events: readonly { position: number; body: EventBody }[]): Section {
  return {
    heading: 'What happened',
    blocks: [
      {
        kind: 'table',
        columns: ['Place in the log', 'Time (UTC)', 'Event', 'By', 'Details'],
        widths: [10, 22, 22, 16, 40],
        rows: events.map(({ position, body: { at, type, actor, data } }) => [
          ...[String(position), at.replace('T', ' ').replace('Z', ''), type],
          actor.kind === 'system' ? 'the service' : `${actor.kind} ${actor.id}`,
          shortened(data),
        ]),
      },
    ],
  }
}

const longest = 200

/** Hashes and lists at full length stand in the file inside. */
function shortened(data: Record<string, unknown>): string {
  const parts = Object.entries(data).map(([name, value]) =>
    typeof value === 'object' && value !== null ? `${name}: …` : `${name}: ${value}`,
  )
  const text = parts.join(', ')
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function logSection({ proofs, stamped, logKey }: EvidenceFile): Section {
  const { origin, size, root } = readCheckpoint(parseInclusion(proofs[0]?.proof ?? '').checkpoint)
  const rows: Rows = [
    ['Log', origin],
    ['Checkpoint', `${size} events`],
    ['Root of the tree', Buffer.from(root).toString('hex')],
    ['Timestamp (RFC 3161)', stamped ? 'over this checkpoint, in evidence.json' : 'none of this checkpoint'],
    ['Key of the log', logKey],
  ]
  const text =
    'Every event above stands in a log that only grows. A proof for each of them leads to one signed checkpoint, which others may have kept and cosigned: whoever changed the past afterwards would be found out.'
  return {
    heading: 'Proof',
    blocks: [
      { kind: 'text', text },
      { kind: 'rows', rows },
    ],
  }
}

const howToCheck: Section = {
  heading: 'How to check this',
  blocks: [
    {
      kind: 'text',
      text: 'This file is signed, and any PDF reader shows by whom. The file evidence.json inside holds all that is said here, with the proofs. With the program Countersign, and without any server: countersign evidence verify THIS-FILE --log-key KEY. Take the key of the log from somebody other than who gave you this file.',
    },
  ],
}
