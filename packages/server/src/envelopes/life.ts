// What the sender does with an envelope that is under way: take it back, send somebody the letter again.
import type { Envelope } from '@countersign/contract/envelope'
import { withAccount } from '../db/sql.ts'
import type { Archive } from '../documents/holdings.ts'
import { isAsked } from '../domain/envelope.ts'
import type { Circumstances } from '../events/append.ts'
import { insertPrivateValue } from '../events/private-values.ts'
import { Problem } from '../platform/problem.ts'
import { tellAsked, resend as writeAgain } from './driving/asking.ts'
import { openEnvelope, personOf } from './holdings.ts'
import { sealEnvelope } from './people/particulars.ts'
import type { Ways } from './proofs/ways.ts'
import { recordEnvelope, recordRecipient, type Scribe } from './record.ts'
import { toEnvelope } from './view.ts'

export type Office = { archive: Archive; scribe: Scribe; ways: Ways }
type Asked = { accountId: string; id: string; circumstances: Circumstances }

/** Voiding what is voided already changes nothing. */
export const voidEnvelope = (
  { archive, scribe }: Pick<Office, 'archive' | 'scribe'>,
  { accountId, id, circumstances, reason }: Asked & { reason: string },
): Promise<Envelope> =>
  withAccount(archive.db, accountId, async (tx) => {
    const { kms } = archive
    const opened = await openEnvelope(tx, accountId, { id, kms, lock: true })
    if (opened.envelope.state === 'voided') return toEnvelope(opened)
    const eventId = scribe.newId('evt')
    const { documentId } = opened.envelope
    const hidden = { documentId, eventId, key: opened.key, newId: scribe.newId }
    const envelope = await recordEnvelope(tx, accountId, {
      envelope: opened.envelope,
      event: 'envelope.voided',
      eventId,
      data: {
        reasonSha256: await insertPrivateValue(tx, accountId, {
          ...hidden,
          name: 'data.reason',
          value: reason,
        }),
      },
      set: { particulars: sealEnvelope(opened.key, id, { ...opened.particulars, voidReason: reason }) },
      circumstances,
      scribe,
    })
    await tellAsked(tx, { scribe, opened, envelope, kind: 'voided' })
    return toEnvelope(await openEnvelope(tx, accountId, { id, kms }))
  })

/** The same link in a new letter, to somebody who was asked and has not answered. */
export const resendLetter = (
  { archive, scribe }: Pick<Office, 'archive' | 'scribe'>,
  { accountId, id, circumstances, recipientId }: Asked & { recipientId: string },
): Promise<Envelope> =>
  withAccount(archive.db, accountId, async (tx) => {
    const { kms } = archive
    const opened = await openEnvelope(tx, accountId, { id, kms, lock: true })
    const person = personOf(opened, recipientId)
    if (opened.envelope.state !== 'sent' || !isAsked(person.row.state))
      throw new Problem(
        'envelope.invalid_transition',
        `The recipient is ${person.row.state} and the envelope ${opened.envelope.state}: nothing waits for an answer.`,
      )
    await recordRecipient(tx, accountId, {
      ...{
        envelope: opened.envelope,
        recipient: person.row,
        event: 'recipient.resent',
        circumstances,
        scribe,
      },
    })
    await writeAgain(tx, { scribe, opened, person })
    return toEnvelope(await openEnvelope(tx, accountId, { id, kms }))
  })
