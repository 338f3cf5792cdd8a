// What the facts of an envelope say, held against its events and against themselves.
import { createHash } from 'node:crypto'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import type { EventBody } from '@countersign/contract/event'
import type { EvidenceFile } from '@countersign/contract/evidence'
import { consentSha256 } from '../../domain/proofs/consent.ts'
import { faultsOfAssertion } from '../../domain/proofs/passkey.ts'
import { canonical } from '../../events/append.ts'
import type { Checked, Named } from './check.ts'

const hash = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

export function checkEnvelope(file: EvidenceFile, events: readonly EventBody[]): Checked[] {
  const facts = JSON.parse(file.statement) as EnvelopeFacts
  return [
    ...sameEvents(facts, events),
    ...consentsOf(facts),
    ...marksOf(facts),
    ...passkeysOf(facts, events),
    ...revisionsOf(facts, events),
  ]
}

function sameEvents({ events }: EnvelopeFacts, logged: readonly EventBody[]): Checked[] {
  const known = new Map(logged.map((body) => [body.id, body]))
  const wrong = events.filter(({ id, type, version, at, actor, data }) => {
    const body = known.get(id)
    const { position: _, ...said } = { id, type, version, at, actor, data, position: null }
    return (
      !body ||
      canonical(said) !==
        canonical({
          ...{ id: body.id, type: body.type, version: body.version },
          ...{ at: body.at, actor: body.actor, data: body.data },
        })
    )
  })
  return wrong.length === 0
    ? [{ ok: true, words: `Its ${events.length} events are those in the log.` }]
    : [{ ok: false, words: `${wrong.length} of its events are not as the log has them.` }]
}

function consentsOf({ recipients }: EnvelopeFacts): Checked[] {
  const given = recipients.filter(({ consent }) => consent !== null)
  const wrong = given.filter(({ consent }) => consent && consentSha256(consent) !== consent.sha256)
  if (given.length === 0) return []
  return wrong.length === 0
    ? [{ ok: true, words: `The ${given.length} texts of consent are those that their hashes name.` }]
    : [{ ok: false, words: `${wrong.length} texts of consent are not those that their hashes name.` }]
}

function marksOf({ recipients }: EnvelopeFacts): Checked[] {
  const wrong = recipients.filter(
    ({ mark }) => mark?.picture && hash(Buffer.from(mark.picture, 'base64')) !== mark.sha256,
  )
  return wrong.length === 0
    ? []
    : [{ ok: false, words: `${wrong.length} signature pictures are not those that their hashes name.` }]
}

/** Whoever was asked for a passkey must have signed these very revisions with it, and the log must know of it. */
function passkeysOf({ recipients, documents }: EnvelopeFacts, events: readonly EventBody[]): Checked[] {
  const known = new Set(
    documents.flatMap(({ documentId, revisions }) =>
      revisions.map(({ number, sha256 }) => `${documentId} ${number} ${sha256}`),
    ),
  )
  const asked = recipients.filter(
    ({ methods, actedAt }) => methods.includes('passkey') && actedAt?.signed != null,
  )
  return asked.map(({ id, name, passkey, consent }) => {
    if (!passkey)
      return { ok: false, words: `${name} was asked for a passkey, and there is nothing it signed.` }
    const logged = events.find(({ data }) => data.recipientId === id && 'passkeySha256' in data)
    const faults = faultsOfAssertion(passkey)
    if (passkey.consentSha256 !== consent?.sha256) faults.push('it was given with another consent')
    if (documents.some(({ documentId }) => !passkey.revisions.some((one) => one.documentId === documentId)))
      faults.push('it does not name every file')
    if (passkey.revisions.some((one) => !known.has(`${one.documentId} ${one.revision} ${one.sha256}`)))
      faults.push('it names files that are not of this envelope')
    if (logged?.data.passkeySha256 !== hash(canonical(passkey))) faults.push('the log does not name it')
    return faults.length === 0
      ? {
          ok: true,
          words: `${name} signed with a passkey of ${passkey.origin}, over files, consent and nonce.`,
        }
      : { ok: false, words: `What the passkey of ${name} signed does not hold: ${faults.join('; ')}.` }
  })
}

/** Every revision whose hash an event names must be the one that the facts name. */
function revisionsOf({ documents }: EnvelopeFacts, events: readonly EventBody[]): Checked[] {
  const logged = events.map(({ data }) => JSON.stringify(data)).join('\n')
  const revisions = documents.flatMap(({ documentId, revisions: all }) =>
    all.map(({ number, sha256 }) => ({ documentId, number, isLogged: logged.includes(sha256) })),
  )
  const missing = revisions.filter(({ isLogged }) => !isLogged)
  if (missing.length === 0)
    return [{ ok: true, words: `The log names all ${revisions.length} revisions of its files.` }]
  const names = missing.map(({ documentId, number }) => `${documentId} revision ${number}`)
  return [{ ok: false, words: `The log does not name ${names.join(', ')}.` }]
}

export const namedInEnvelope = ({ documents }: EnvelopeFacts): Named[] =>
  documents.flatMap(({ documentId, sourceSha256, revisions }) => [
    { sha256: sourceSha256, words: `what was prepared of ${documentId}` },
    ...revisions.map(({ number, kind, sha256 }) => ({
      ...{ sha256, words: `revision ${number} (${kind}) of ${documentId}` },
    })),
  ])
