// Envelopes as the API shows them.
import type { Envelope, Recipient } from '@countersign/contract/envelope'
import type { EnvelopeRevision } from '@countersign/contract/envelope-facts'
import type { RecipientRow, RevisionRow } from './envelopes.store.ts'
import { type Closed, isOpen, type Opened } from './holdings.ts'
import { methodsOf, type RecipientParticulars } from './people/particulars.ts'

export const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export const toRevision = (row: RevisionRow): EnvelopeRevision => ({
  number: row.number,
  kind: row.kind,
  recipientId: row.recipientId,
  sha256: row.sha256,
  bytes: row.bytes,
  at: row.at.toISOString(),
})

export function toEnvelope(opened: Opened | Closed): Envelope {
  const { envelope: row, documents, revisions, mails } = opened
  const particulars = isOpen(opened) ? opened.particulars : null
  const people = isOpen(opened)
    ? opened.people
    : opened.recipients.map((recipient) => ({ row: recipient, said: null }))
  const unsent = new Set(mails.filter(({ state }) => state === 'failed').map((mail) => mail.recipientId))
  return {
    id: row.id,
    state: row.state,
    version: row.version,
    title: particulars?.title ?? '',
    message: particulars?.message ?? null,
    level: row.level,
    documents: documents.map(({ documentId, pages, ordinal }) => ({
      documentId,
      pages,
      revisions: revisions.filter((one) => one.ordinal === ordinal).map(toRevision),
    })),
    recipients: people.map(({ row: recipient, said }) =>
      toRecipient(recipient, { said, mailFailed: unsent.has(recipient.id) }),
    ),
    waitingFor: row.waitingFor,
    failure: row.failureCode ? { code: row.failureCode, detail: row.failureDetail ?? '' } : null,
    createdAt: row.createdAt.toISOString(),
    sentAt: iso(row.sentAt),
    settledAt: iso(row.settledAt),
    expiresAt: row.expiresAt.toISOString(),
  }
}

type Said = { said: RecipientParticulars | null; mailFailed: boolean }

const toRecipient = (row: RecipientRow, { said, mailFailed }: Said): Recipient => ({
  id: row.id,
  number: row.ordinal,
  role: row.role,
  step: row.step,
  state: row.state,
  name: said?.name ?? '',
  email: said?.email ?? '',
  language: said?.language ?? 'en',
  methods: said ? methodsOf(said) : ['link'],
  notifiedAt: iso(row.notifiedAt),
  viewedAt: iso(row.viewedAt),
  consentedAt: iso(row.consentedAt),
  actedAt: iso(row.actedAt),
  reason: said?.reason ?? null,
  delegatedTo: row.delegatedTo,
  mailFailed,
})
