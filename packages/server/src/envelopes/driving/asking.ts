// Who is asked, reminded and told; each letter is a row that is sent by a later step.
import { randomInt } from 'node:crypto'
import type { Tx } from '../../db/sql.ts'
import { withAccount } from '../../db/sql.ts'
import { isAsked, isReplaced } from '../../domain/envelope.ts'
import { sealJson, unsealJson } from '../../platform/cipher.ts'
import { isProblem } from '../../platform/problem.ts'
import type { DataKey } from '../../ports/blob-store.ts'
import type { EnvelopeRow, MailRow } from '../envelopes.store.ts'
import { type Opened, type Person, personOf } from '../holdings.ts'
import { cancelMails, insertMail, updateMail, updateRecipient } from '../people/recipients.store.ts'
import { recordEnvelope, recordRecipient, type Scribe } from '../record.ts'
import { type Driving, type Step, settle, worker } from './driving.ts'
import { askingKinds, isStale, letterOf, type MailKind } from './letters.ts'

const dayMs = 24 * 3600 * 1000
const remindAt = ({ remindDays }: EnvelopeRow, now: Date): Date =>
  new Date(now.getTime() + remindDays * dayMs)

type Writing = { envelope: EnvelopeRow; recipientId: string; kind: MailKind; number: number; said?: Buffer }

/** One letter, which the next free worker sends. */
export async function writeLetter(tx: Tx, scribe: Scribe, writing: Writing): Promise<void> {
  const { envelope, said = null, ...rest } = writing
  const now = scribe.clock()
  await insertMail(tx, envelope.accountId, {
    ...{ id: scribe.newId('eml'), envelopeId: envelope.id, ...rest, said },
    ...{ state: 'pending', attempts: 0, nextAttemptAt: now, createdAt: now, sentAt: null },
  })
}

type Asking = { envelope: EnvelopeRow; people: readonly Person[]; driving: Pick<Driving, 'scribe'> }

/** These are asked now. */
export async function ask(tx: Tx, { envelope, people, driving: { scribe } }: Asking): Promise<EnvelopeRow> {
  let standing = envelope
  for (const { row } of people) {
    const now = scribe.clock()
    standing = await recordRecipient(tx, envelope.accountId, {
      envelope: standing,
      recipient: row,
      event: 'recipient.notified',
      set: { notifiedAt: now, remindAt: remindAt(envelope, now) },
      circumstances: worker,
      scribe,
    })
    await writeLetter(tx, scribe, { envelope, recipientId: row.id, kind: 'invitation', number: 1 })
  }
  return standing
}

export async function askThose(step: Step, recipientIds: readonly string[]): Promise<void> {
  await settle(step, {
    made: [],
    async write(tx, now) {
      const people = recipientIds.map((id) => personOf(now, id)).filter(({ row }) => row.state === 'waiting')
      await ask(tx, { envelope: now.envelope, people, driving: step.driving })
    },
  })
}

const lettersSoFar = ({ mails }: Opened, recipientId: string, kind: MailKind): number =>
  mails.filter((mail) => mail.recipientId === recipientId && mail.kind === kind).length

export async function remind(step: Step, recipientIds: readonly string[]): Promise<void> {
  const { scribe } = step.driving
  await settle(step, {
    made: [],
    async write(tx, now) {
      let standing = now.envelope
      for (const { row } of recipientIds.map((id) => personOf(now, id))) {
        const at = scribe.clock()
        if (!isAsked(row.state) || !row.remindAt || row.remindAt > at) continue
        const number = lettersSoFar(now, row.id, 'reminder') + 1
        standing = await recordRecipient(tx, standing.accountId, {
          ...{ envelope: standing, recipient: row, event: 'recipient.reminded', data: { number } },
          ...{ set: { remindAt: remindAt(standing, at) }, circumstances: worker, scribe },
        })
        await writeLetter(tx, scribe, { envelope: standing, recipientId: row.id, kind: 'reminder', number })
      }
    },
  })
}

export async function expire(step: Step): Promise<void> {
  const { scribe } = step.driving
  await settle(step, {
    made: [],
    async write(tx, now) {
      if (now.envelope.expiresAt > scribe.clock()) return
      const envelope = await recordEnvelope(tx, now.envelope.accountId, {
        ...{ envelope: now.envelope, event: 'envelope.expired', data: {}, circumstances: worker, scribe },
      })
      await tellAsked(tx, { scribe, opened: now, envelope, kind: 'expired' })
    },
  })
}

type Telling = { scribe: Scribe; opened: Opened; envelope: EnvelopeRow; kind: MailKind; but?: string }

/** Tells everybody who was asked that it is over, and asks nobody any more. */
export async function tellAsked(tx: Tx, { scribe, opened, envelope, kind, but }: Telling): Promise<void> {
  const recipientIds = opened.people.map(({ row }) => row.id)
  await cancelMails(tx, envelope.accountId, { recipientIds, kinds: askingKinds })
  for (const { row } of opened.people)
    if (row.notifiedAt && !isReplaced(row.state) && row.id !== but)
      await writeLetter(tx, scribe, { envelope, recipientId: row.id, kind, number: 1 })
}

/** A one-time code: in the letter, and its hash with the recipient. */
export const newCode = (): string => String(randomInt(0, 1_000_000)).padStart(6, '0')
const codeContext = (recipientId: string): string => `code of ${recipientId}`
export const sealCode = (key: DataKey, recipientId: string, code: string): Buffer =>
  sealJson(key, code, codeContext(recipientId))

const pausesMs = [10, 30, 120, 600, 1800, 7200, 18_000, 43_200, 86_400].map((seconds) => seconds * 1000)

/** Hands a letter to the mail server. A server that is away keeps nobody else's steps waiting. */
export async function sendLetter({ driving, opened }: Step, mailId: string): Promise<void> {
  const mail = opened.mails.find(({ id }) => id === mailId)
  if (!mail) return
  const person = personOf(opened, mail.recipientId)
  if (isStale(opened, person, mail.kind)) return note(driving, opened, { mail, set: { state: 'cancelled' } })
  const code = mail.said ? unsealJson<string>(opened.key, mail.said, codeContext(mail.recipientId)) : null
  try {
    await driving.mailer.send(letterOf(opened, { person, mail, code, base: driving.base }))
  } catch (error) {
    if (!isProblem(error)) throw error
    driving.log.warn({ err: error, mail: mail.id }, 'a letter could not be sent')
    const pauseMs = pausesMs[mail.attempts]
    const at = driving.scribe.clock().getTime()
    const set = pauseMs
      ? { attempts: mail.attempts + 1, nextAttemptAt: new Date(at + pauseMs) }
      : { attempts: mail.attempts + 1, state: 'failed' as const, nextAttemptAt: null, said: null }
    return note(driving, opened, { mail, set })
  }
  const set = { state: 'sent' as const, sentAt: driving.scribe.clock(), nextAttemptAt: null, said: null }
  return note(driving, opened, { mail, set })
}

type Noting = { mail: MailRow; set: Parameters<typeof updateMail>[2]['set'] }

const note = ({ archive }: Driving, { envelope }: Opened, { mail, set }: Noting): Promise<void> =>
  withAccount(archive.db, envelope.accountId, (tx) =>
    updateMail(tx, envelope.accountId, { id: mail.id, set }),
  )

/** Sends the invitation once more, and counts the time to the next reminder anew. */
export async function resend(
  tx: Tx,
  { scribe, opened, person }: { scribe: Scribe; opened: Opened; person: Person },
): Promise<void> {
  const { envelope } = opened
  const number = lettersSoFar(opened, person.row.id, 'invitation') + 1
  await updateRecipient(tx, envelope.accountId, {
    id: person.row.id,
    set: { remindAt: remindAt(envelope, scribe.clock()) },
  })
  await writeLetter(tx, scribe, { envelope, recipientId: person.row.id, kind: 'invitation', number })
}
