import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import type { EvidenceFile } from '@countersign/contract/evidence'
import { parseVerifierKey, verifierKeyNamed } from '@countersign/evidence/note'
import { reportPdf } from '@countersign/pdf/report/report'
import { withAccount } from '../../db/sql.ts'
import { consentSha256 } from '../../domain/proofs/consent.ts'
import { appendEvent, bySystem } from '../../events/append.ts'
import { systemClock } from '../../platform/clock.ts'
import { idsWith } from '../../platform/ids.ts'
import { signCheckpoint } from '../checkpoints.ts'
import { withLog } from '../testing.ts'
import { checkEvidence } from './check.ts'
import { gatherEvidence } from './gather.ts'
import { evidenceReport } from './report.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const at = '2026-03-01T12:00:00.000Z'
const signedSha256 = hash('the signed file')

function factsOf(events: EnvelopeFacts['events'], account: string): EnvelopeFacts {
  const consent = { version: '1', language: 'en', text: 'I agree to sign electronically.', at }
  return {
    ...{ id: 'env_1', account, title: 'Lease', state: 'completed', level: 'B-LTA' },
    createdBy: { kind: 'key', id: 'key_1' },
    ...{ createdAt: at, sentAt: at, completedAt: at },
    documents: [
      {
        ...{ documentId: 'doc_1', name: 'lease.pdf', pages: 2, source: 'original', sourceSha256: hash('x') },
        revisions: [{ number: 1, kind: 'signed', recipientId: 'rcp_1', sha256: signedSha256, bytes: 10, at }],
      },
    ],
    recipients: [
      {
        ...{ id: 'rcp_1', role: 'signer', step: 1, name: 'Ada Example', email: 'ada@example.com' },
        ...{ language: 'en', state: 'signed', methods: ['link'], identified: [{ method: 'link', at }] },
        ...{ sentAt: at, viewedAt: at, actedAt: { signed: at, declined: null, delegated: null } },
        ...{
          ip: '192.0.2.1',
          agent: 'Browser',
          consent: { ...consent, sha256: consentSha256(consent) },
          ...{ passkey: null, signIn: null },
        },
        mark: { kind: 'typed', typed: 'Ada Example', picture: null, sha256: hash('Ada Example') },
        ...{ values: [], shown: [], shownSeconds: 30, reason: null, delegatedTo: null, mails: [] },
      },
    ],
    events,
  }
}

async function madeEvidence(t: Parameters<typeof withLog>[0]) {
  const { db, accountId, ports, grow } = await withLog(t)
  const newId = idsWith(systemClock)
  const events: EnvelopeFacts['events'] = []
  await withAccount(db, accountId, async (tx) => {
    for (const [index, type] of ['envelope.sent', 'recipient.signed', 'envelope.completed'].entries()) {
      const body = await appendEvent(tx, accountId, {
        ...{ id: newId('evt'), type, subject: 'env_1', run: 1, version: index + 1, clock: systemClock },
        data: type === 'recipient.signed' ? { sha256: signedSha256 } : {},
        ...bySystem(null),
      })
      const { id, version, at: when, actor, data } = body
      events.push({ id, type, version, at: when, actor, data, position: null })
    }
  })
  await grow()
  await signCheckpoint(ports, 0)
  const statement = JSON.stringify(factsOf(events, accountId))
  const gathering = { db, logKey: async () => ports.signer.key, clock: systemClock }
  return gatherEvidence(gathering, { accountId, kind: 'envelope', subject: 'env_1', statement })
}

test('evidence of an envelope holds as it is, and shows what somebody changed in it', async (t) => {
  const file = await madeEvidence(t)
  const options = { logs: [parseVerifierKey(file.logKey)], witnesses: [], trusted: [] }
  const wrong = (one: EvidenceFile) =>
    checkEvidence(one, options).flatMap(({ ok, words }) => (ok === false ? [words] : []))
  assert.deepEqual(wrong(file), [])
  const facts = JSON.parse(file.statement) as EnvelopeFacts
  const changed = (change: (copy: EnvelopeFacts) => void): EvidenceFile => {
    const copy = structuredClone(facts)
    change(copy)
    const statement = JSON.stringify(copy)
    return { ...file, statement, statementSha256: hash(statement) }
  }
  const cases: [RegExp, (copy: EnvelopeFacts) => void][] = [
    [
      /not as the log has them/,
      ({ events }) => {
        for (const event of events) event.at = '2026-01-01T00:00:00.000Z'
      },
    ],
    [
      /texts of consent/,
      ({ recipients }) => {
        for (const { consent } of recipients) if (consent) consent.text = 'No.'
      },
    ],
    [
      /does not name doc_1 revision 1/,
      ({ documents }) => {
        for (const revision of documents[0]?.revisions ?? []) revision.sha256 = hash('another file')
      },
    ],
  ]
  for (const [words, change] of cases) assert.match(wrong(changed(change)).join(' '), words)
  const other = { ...options, logs: [verifierKeyNamed('other.example', parseVerifierKey(file.logKey))] }
  assert.ok(checkEvidence(file, other).some(({ ok }) => ok === false))
})

test('the certificate of an envelope says who signed, how it was proven, and when', async (t) => {
  const report = evidenceReport(await madeEvidence(t))
  const text = JSON.stringify(report.sections)
  for (const word of ['Ada Example', 'ada@example.com', '192.0.2.1', 'I agree to sign', signedSha256])
    assert.ok(text.includes(word), word)
  assert.equal(Buffer.from((await reportPdf(report)).subarray(0, 5)).toString(), '%PDF-')
})
