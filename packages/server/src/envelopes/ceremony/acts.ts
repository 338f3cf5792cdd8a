// What a recipient does: look, consent, sign or approve, decline, hand on. Each is one transaction that holds the
// envelope, so a second click, a repeated request and another signer at the same moment find what was done.
import type { Tx } from '../../db/sql.ts'
import { signsFile } from '../../domain/envelope.ts'
import { canonical } from '../../events/append.ts'
import { insertPrivateValue } from '../../events/private-values.ts'
import { sha256 } from '../../platform/cipher.ts'
import { tellAsked } from '../driving/asking.ts'
import { latestOf } from '../holdings.ts'
import { markFrom } from '../people/mark.ts'
import {
  type FilledValue,
  linkHash,
  linkSecret,
  methodsOf,
  type PlacedField,
  type RecipientParticulars,
  sealRecipient,
} from '../people/particulars.ts'
import { insertRecipients, insertShown, listShown } from '../people/recipients.store.ts'
import { passkeyAnswer } from '../proofs/passkey.ts'
import { recordEnvelope, recordRecipient } from '../record.ts'
import { releaseOthers } from '../routing/group.ts'
import { consentAt } from './consent.ts'
import {
  atSeat,
  type Ceremony,
  circumstancesOf,
  isProven,
  type Seat,
  standingOf,
  type Visitor,
} from './link.ts'

/** `refused`: not this person, not now, or not like this; the screen that follows says why. */
export type Acted = 'done' | 'refused'

type Acting = { ceremony: Ceremony; visitor: Visitor; seat: Seat; now: Date }

async function act(
  ceremony: Ceremony,
  visitor: Visitor,
  work: (tx: Tx, acting: Acting) => Promise<Acted>,
): Promise<Acted> {
  const acted = await atSeat(ceremony, visitor, async (tx, seat) => {
    const now = ceremony.scribe.clock()
    if (standingOf(seat, now) !== 'open' || !isProven(seat, visitor, now)) return 'refused'
    return work(tx, { ceremony, visitor, seat, now })
  })
  return acted ?? 'refused'
}

const visitOf = ({ ip, agent }: Visitor) => ({ ip, agent: agent.slice(0, 300) })

/** What was said, with more, under the key again. */
const saying = ({ seat }: Acting, more: Partial<RecipientParticulars>): Buffer =>
  sealRecipient(seat.opened.key, seat.person.row.id, { ...seat.person.said, ...more })

const eventOf = ({ seat, visitor, ceremony }: Acting) => ({
  envelope: seat.opened.envelope,
  recipient: seat.person.row,
  circumstances: circumstancesOf(seat, visitor),
  scribe: ceremony.scribe,
})

export type ShownPage = { ordinal: number; revision: number; page: number; sha256: string }

/** A page was given to the browser: the first one is when the envelope was looked at. */
export const noteShown = (ceremony: Ceremony, visitor: Visitor, shown: ShownPage): Promise<Acted> =>
  act(ceremony, visitor, async (tx, acting) => {
    const { row } = acting.seat.person
    await insertShown(tx, row.accountId, { ...shown, recipientId: row.id, at: acting.now })
    if (row.state !== 'notified') return 'done'
    const set = { viewedAt: acting.now, particulars: saying(acting, { visit: visitOf(visitor) }) }
    await recordRecipient(tx, row.accountId, { ...eventOf(acting), event: 'recipient.viewed', set })
    return 'done'
  })

/** `hash` is of the text that stood on the screen: nobody agrees to other words than those that were shown. */
export const giveConsent = (ceremony: Ceremony, visitor: Visitor, hash: string): Promise<Acted> =>
  act(ceremony, visitor, async (tx, acting) => {
    const { row, said } = acting.seat.person
    if (row.state === 'consented') return 'done'
    const consent = consentAt(said.language, acting.now)
    if (consent.sha256 !== hash) return 'refused'
    await recordRecipient(tx, row.accountId, {
      ...eventOf(acting),
      event: 'recipient.consented',
      data: { version: consent.version, language: consent.language, consentSha256: consent.sha256 },
      set: { consentedAt: acting.now, particulars: saying(acting, { consent, visit: visitOf(visitor) }) },
    })
    return 'done'
  })

export type Signing = {
  typed: string
  picture: string
  passkey: string
  values: ReadonlyMap<string, string>
}

/** Fields that this person is asked for; the others fill themselves. */
export const askedFields = ({ opened, person }: Seat): PlacedField[] =>
  opened.particulars.placed.filter(
    ({ recipient, kind }) => recipient === person.row.ordinal && (kind === 'text' || kind === 'check'),
  )

/** Null where something is missing. */
function valuesFrom(seat: Seat, values: ReadonlyMap<string, string>): FilledValue[] | null {
  const filled = askedFields(seat).map((field) => {
    const given = (values.get(`${field.ordinal}:${field.name}`) ?? '').trim().slice(0, 200)
    const value = field.kind === 'check' ? String(given !== '') : given
    return { field, value, missing: field.required && (value === '' || value === 'false') }
  })
  if (filled.some(({ missing }) => missing)) return null
  return filled.map(({ field, value }) => ({ ordinal: field.ordinal, name: field.name, value }))
}

/** Signs, or approves where that is the role. Needs consent; after it, nothing more is asked of this person. */
export const sign = (ceremony: Ceremony, visitor: Visitor, signing: Signing): Promise<Acted> =>
  act(ceremony, visitor, async (tx, acting) => {
    const { seat, now } = acting
    const { person } = seat
    const { row } = person
    const signs = signsFile(row.role)
    const mark = signs ? markFrom(signing) : null
    const values = valuesFrom(seat, signing.values)
    if (row.state !== 'consented' || (signs && !mark) || !values) return 'refused'
    const given = { purpose: 'act', answer: signing.passkey } as const
    const passkeyFact = person.said.passkey ? (await passkeyAnswer(tx, acting, given))?.fact : null
    if (passkeyFact === undefined) return 'refused'
    const eventId = ceremony.scribe.newId('evt')
    const envelope = await recordRecipient(tx, row.accountId, {
      ...eventOf(acting),
      event: signs ? 'recipient.signed' : 'recipient.approved',
      eventId,
      data: await evidenceOf(tx, acting, { eventId, mark, passkeyFact }),
      set: {
        actedAt: now,
        ...(signs ? {} : { embeddedAt: now }),
        particulars: saying(acting, {
          mark,
          values,
          passkeyFact,
          passkeyAsked: null,
          visit: visitOf(visitor),
        }),
      },
    })
    const { scribe, circumstances } = eventOf(acting)
    await releaseOthers(tx, { ...seat, scribe, circumstances, envelope })
    return 'done'
  })

/** What the log keeps of an act: hashes of what is kept elsewhere, under a key. */
async function evidenceOf(
  tx: Tx,
  { seat, visitor, ceremony }: Acting,
  { eventId, mark, passkeyFact }: { eventId: string } & Pick<RecipientParticulars, 'mark' | 'passkeyFact'>,
) {
  const { opened, person } = seat
  const { row, said } = person
  const hidden = {
    ...{ documentId: opened.envelope.documentId, eventId, key: opened.key },
    newId: ceremony.scribe.newId,
  }
  const { ip, agent } = visitOf(visitor)
  const shown = await listShown(tx, row.accountId, [row.id])
  const pages = shown.map(({ ordinal, revision, page, sha256: hash }) => ({ ordinal, revision, page, hash }))
  return {
    methods: methodsOf(said),
    consentSha256: said.consent?.sha256 ?? null,
    ...(passkeyFact && { passkeySha256: sha256(canonical(passkeyFact)).toString('hex') }),
    markSha256: mark
      ? await insertPrivateValue(tx, row.accountId, { ...hidden, name: 'data.mark', value: mark.sha256 })
      : null,
    ipSha256: await insertPrivateValue(tx, row.accountId, { ...hidden, name: 'data.ip', value: ip }),
    agentSha256: await insertPrivateValue(tx, row.accountId, { ...hidden, name: 'data.agent', value: agent }),
    shownPages: pages.length,
    shownSha256: sha256(canonical(pages)).toString('hex'),
    documents: opened.documents.map(({ documentId, ordinal }) => ({
      documentId,
      revision: latestOf(opened, ordinal)?.number ?? null,
    })),
  }
}

/** Ends the envelope: nobody else is asked. */
export const decline = (ceremony: Ceremony, visitor: Visitor, reason: string): Promise<Acted> =>
  act(ceremony, visitor, async (tx, acting) => {
    const { seat, now } = acting
    const { opened, person } = seat
    const { scribe } = ceremony
    const said = reason.trim().slice(0, 500)
    if (!said) return 'refused'
    const { accountId, documentId } = opened.envelope
    const eventId = scribe.newId('evt')
    const hidden = { documentId, eventId, key: opened.key, newId: scribe.newId }
    const after = await recordRecipient(tx, accountId, {
      ...eventOf(acting),
      event: 'recipient.declined',
      eventId,
      data: {
        reasonSha256: await insertPrivateValue(tx, accountId, {
          ...hidden,
          name: 'data.reason',
          value: said,
        }),
      },
      set: { actedAt: now, particulars: saying(acting, { reason: said, visit: visitOf(visitor) }) },
    })
    const envelope = await recordEnvelope(tx, accountId, {
      ...{ envelope: after, event: 'envelope.declined', data: { recipientId: person.row.id }, scribe },
      circumstances: circumstancesOf(seat, visitor),
    })
    await tellAsked(tx, { scribe, opened, envelope, kind: 'declined', but: person.row.id })
    return 'done'
  })

export type Deputy = { name: string; email: string; reason: string }

const address = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/

/** Whoever has an access code, an app, a passkey or a name elsewhere was meant in person. */
export const mayDelegate = ({ person: { said } }: Seat): boolean =>
  !said.accessCode && !said.totp && !said.passkey && !said.signIn

/** Somebody else acts instead, in the same fields and with the same step. */
export const delegate = (ceremony: Ceremony, visitor: Visitor, deputy: Deputy): Promise<Acted> =>
  act(ceremony, visitor, async (tx, acting) => {
    const { seat, now } = acting
    const { opened, person } = seat
    const { scribe } = ceremony
    const [name, email] = [deputy.name.trim().slice(0, 120), deputy.email.trim().slice(0, 254)]
    if (!name || !address.test(email) || !mayDelegate(seat)) return 'refused'
    const { accountId, documentId, id: envelopeId } = opened.envelope
    const { ordinal, step, role } = person.row
    const [id, eventId] = [scribe.newId('rcp'), scribe.newId('evt')]
    const hidden = { documentId, eventId, key: opened.key, newId: scribe.newId }
    const fresh = {
      ...person.said,
      name,
      email,
      consent: null,
      visit: null,
      mark: null,
      values: [],
      reason: null,
    }
    await insertRecipients(tx, accountId, [
      {
        ...{ id, envelopeId, ordinal, step, role, state: 'waiting', proofs: '[]' },
        particulars: sealRecipient(opened.key, id, fresh),
        linkHash: linkHash(linkSecret(opened.key, id)),
      },
    ])
    const value = `${name} <${email}>`
    await recordRecipient(tx, accountId, {
      ...eventOf(acting),
      event: 'recipient.delegated',
      eventId,
      data: {
        to: id,
        person: await insertPrivateValue(tx, accountId, { ...hidden, name: 'data.person', value }),
      },
      set: {
        actedAt: now,
        delegatedTo: id,
        particulars: saying(acting, {
          reason: deputy.reason.trim().slice(0, 500) || null,
          visit: visitOf(visitor),
        }),
      },
    })
    return 'done'
  })
