import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Envelope } from '@countersign/contract/envelope'
import type { EnvelopeFacts, PasskeyFact } from '@countersign/contract/envelope-facts'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { challengeOf, faultsOfAssertion } from '../../domain/proofs/passkey.ts'
import { linkIn, signingHouse } from '../testing.ts'
import { softAuthenticator } from './authenticator.fixture.ts'

const ann = { name: 'Ann', email: 'ann@example.com', passkey: true }
const origin = 'http://localhost'

test('a passkey', async (t) => {
  const house = await signingHouse(t)
  const { mails, submit, open, drive, call } = house
  const documentId = await house.upload(rawPdf([{ content: shown('Agreement', [30, 150, 12]) }]))
  const device = softAuthenticator(origin)

  async function send(): Promise<{ id: string; link: string }> {
    const body = { title: 'Agreement', documents: [{ documentId }], recipients: [ann], level: 'B-B' }
    const made = await call('POST', '/v1/envelopes', { body })
    assert.equal(made.statusCode, 201, made.body)
    const { id } = made.json() as Envelope
    await drive(id)
    return { id, link: linkIn(mails, ann.email) }
  }

  async function question(link: string, purpose: string, cookie?: string) {
    const answer = await submit(`${link}/passkey`, { purpose }, cookie)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json() as { mode: 'create' | 'get'; publicKey: { challenge: string } }
  }

  async function identified(link: string): Promise<string> {
    const { mode, publicKey } = await question(link, 'identify')
    const answer = await submit(`${link}/identify`, { passkey: device[mode](publicKey) })
    assert.doesNotMatch(String(answer.headers.location), /said=/)
    return String(answer.headers['set-cookie']).split(';', 1)[0] ?? ''
  }

  async function consented(link: string, cookie: string): Promise<void> {
    const page = await open(link, cookie)
    const consent = /name="consent" value="([0-9a-f]{64})"/.exec(page.body)?.[1] ?? ''
    await submit(`${link}/consent`, { consent }, cookie)
  }

  const stateOf = async (id: string) =>
    ((await call('GET', `/v1/envelopes/${id}`)).json() as Envelope).recipients[0]?.state

  let fact: PasskeyFact | null | undefined
  await t.test('is made with the first envelope, and signs file, consent and nonce', async () => {
    const { id, link } = await send()
    assert.doesNotMatch((await open(link)).body, /<img|Agreement/)
    const refused = await submit(`${link}/passkey`, { purpose: 'act' })
    assert.equal(refused.statusCode, 404, 'nobody acts before saying who it is')
    const cookie = await identified(link)
    await consented(link, cookie)
    const without = await submit(`${link}/sign`, { typed: 'Ann' }, cookie)
    assert.match(String(without.headers.location), /said=incomplete/)
    const { mode, publicKey } = await question(link, 'act', cookie)
    assert.equal(mode, 'get')
    await submit(`${link}/sign`, { typed: 'Ann', passkey: device.get(publicKey) }, cookie)
    assert.equal(await stateOf(id), 'signed')
    const facts = (await call('GET', `/v1/envelopes/${id}/facts`)).json() as EnvelopeFacts
    const [recipient] = facts.recipients
    fact = recipient?.passkey
    assert.deepEqual(recipient?.methods, ['link', 'passkey'])
    assert.equal(fact?.consentSha256, recipient?.consent?.sha256)
    assert.equal(fact?.revisions[0]?.sha256, facts.documents[0]?.revisions[0]?.sha256)
    assert.equal(fact && challengeOf(fact).toString('base64url'), publicKey.challenge)
  })

  await t.test('proves to anybody what it signed, and nothing else', () => {
    assert.ok(fact)
    const good = fact
    assert.deepEqual(faultsOfAssertion(good), [])
    const other = 'ab'.repeat(32)
    const forgeries: Partial<PasskeyFact>[] = [
      { consentSha256: other },
      { nonce: other },
      { revisions: good.revisions.map((one) => ({ ...one, sha256: other })) },
      { origin: 'http://elsewhere.example' },
      { rpId: 'example' },
      { signature: good.signature.replace(/.{8}$/, 'AAAAAAAA') },
      { clientData: 'bm90aGluZw' },
    ]
    for (const forged of forgeries)
      assert.notDeepEqual(faultsOfAssertion({ ...good, ...forged }), [], JSON.stringify(forged))
  })

  await t.test('is asked for again with the next envelope, and nobody else’s is taken', async () => {
    const { id, link } = await send()
    const stranger = softAuthenticator(origin)
    const { mode, publicKey } = await question(link, 'identify')
    assert.equal(mode, 'get')
    for (const wrong of [
      stranger.get(publicKey),
      stranger.create(publicKey),
      device.get(publicKey, { flags: 0x01 }),
      device.get(publicKey, { at: 'http://elsewhere.example' }),
      device.get({ challenge: 'AAAA' }),
      '{"id":',
    ]) {
      const answer = await submit(`${link}/identify`, { passkey: wrong })
      assert.match(String(answer.headers.location), /said=(wrong|resting)/)
    }
    assert.equal(await stateOf(id), 'notified')
  })

  await t.test('that is lost can be forgotten, so that a new one is made', async () => {
    const { link } = await send()
    const forgotten = await call('POST', '/v1/passkeys/forget', { body: { email: 'Ann@Example.com' } })
    assert.deepEqual(forgotten.json(), { forgotten: 1 })
    assert.equal((await question(link, 'identify')).mode, 'create')
  })
})
