// Everything known of an envelope, for its certificate of completion and for whoever asks.
import type { EnvelopeFacts, RecipientFacts } from '@countersign/contract/envelope-facts'
import type { Actor } from '@countersign/contract/event'
import type { Tx } from '../db/sql.ts'
import { listHistory } from '../events/history.ts'
import type { Kms } from '../ports/kms.ts'
import { listPositions } from './facts.store.ts'
import { type Opened, openEnvelope, type Person } from './holdings.ts'
import { methodsOf } from './people/particulars.ts'
import { listShown } from './people/recipients.store.ts'
import { iso, toRevision } from './view.ts'

type ShownRow = Awaited<ReturnType<typeof listShown>>[number]

export async function envelopeFacts(
  tx: Tx,
  accountId: string,
  { id, kms }: { id: string; kms: Kms },
): Promise<EnvelopeFacts> {
  const opened = await openEnvelope(tx, accountId, { id, kms })
  const { envelope, particulars, people } = opened
  const ids = people.map(({ row }) => row.id)
  const shown = await listShown(tx, accountId, ids)
  const history = await listHistory(tx, accountId, id)
  const positions = await listPositions(
    tx,
    accountId,
    history.map((event) => event.id),
  )
  const createdBy: Actor = history[0]?.actor ?? { kind: 'key', id: envelope.createdBy }
  return {
    id,
    account: accountId,
    title: particulars.title,
    state: envelope.state,
    level: envelope.level,
    createdBy,
    createdAt: envelope.createdAt.toISOString(),
    sentAt: iso(envelope.sentAt),
    completedAt: envelope.state === 'completed' ? iso(envelope.settledAt) : null,
    documents: documentsOf(opened),
    recipients: people.map((person) =>
      recipientFacts(opened, { person, shown: shown.filter((one) => one.recipientId === person.row.id) }),
    ),
    events: history.map(({ id: eventId, type, version, at, actor, data }) => ({
      ...{ id: eventId, type, version, at, actor, data },
      position: positions.get(eventId) ?? null,
    })),
  }
}

const documentsOf = ({ documents, particulars, revisions }: Opened): EnvelopeFacts['documents'] =>
  documents.map(({ documentId, ordinal, pages, source, sourceSha256 }) => ({
    documentId,
    name: particulars.names[ordinal - 1] ?? documentId,
    pages: pages ?? 0,
    source,
    sourceSha256,
    revisions: revisions.filter((one) => one.ordinal === ordinal).map(toRevision),
  }))

function recipientFacts(
  opened: Opened,
  { person, shown }: { person: Person; shown: readonly ShownRow[] },
): RecipientFacts {
  const { row, said } = person
  const idOf = (ordinal: number) => opened.documents.find((one) => one.ordinal === ordinal)?.documentId ?? ''
  const letters = opened.mails.filter((mail) => mail.recipientId === row.id)
  const [first] = shown
  return {
    ...{ id: row.id, role: row.role, step: row.step, state: row.state },
    ...{ name: said.name, email: said.email, language: said.language },
    methods: methodsOf(said),
    identified: identifiedBy(person),
    sentAt: iso(letters.find(({ kind }) => kind === 'invitation')?.sentAt ?? null),
    viewedAt: iso(row.viewedAt),
    actedAt: actedAt(person),
    ip: said.visit?.ip ?? null,
    agent: said.visit?.agent ?? null,
    passkey: said.passkeyFact ?? null,
    signIn: said.signInFact ?? null,
    consent: said.consent,
    mark: said.mark,
    values: said.values.map(({ ordinal, name, value }) => ({
      documentId: idOf(ordinal),
      field: name,
      value,
    })),
    shown: shown.map(({ ordinal, revision, page, sha256, at }) => ({
      ...{ documentId: idOf(ordinal), revision, page, sha256, at: at.toISOString() },
    })),
    shownSeconds: first && row.actedAt ? (row.actedAt.getTime() - first.at.getTime()) / 1000 : null,
    reason: said.reason,
    delegatedTo: row.delegatedTo,
    mails: letters.flatMap(({ id, kind, sentAt }) =>
      sentAt ? [{ kind, messageId: id, sentAt: sentAt.toISOString() }] : [],
    ),
  }
}

/** The link was used when a page was asked for with it. */
const identifiedBy = ({ row }: Person): RecipientFacts['identified'] => [
  ...(row.viewedAt ? [{ method: 'link' as const, at: row.viewedAt.toISOString() }] : []),
  ...row.proofs,
]

function actedAt({ row }: Person): RecipientFacts['actedAt'] {
  const at = iso(row.actedAt)
  if (at === null) return null
  return {
    signed: row.state === 'signed' || row.state === 'approved' ? at : null,
    declined: row.state === 'declined' ? at : null,
    delegated: row.state === 'delegated' ? at : null,
  }
}
