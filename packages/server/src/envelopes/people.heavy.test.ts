import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Envelope, NewEnvelope } from '@countersign/contract/envelope'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { stepAt, totpAt } from './ceremony/totp.ts'
import { driveEnvelope } from './driving/driver.ts'
import { linkIn, type SigningHouse, signAs, signingHouse } from './testing.ts'

const paper = () => rawPdf([{ content: shown('Agreement', [30, 150, 12]) }])
const ann = { name: 'Ann', email: 'ann@example.com' }
const bob = { name: 'Bob', email: 'bob@example.com' }
const dayMs = 24 * 3600 * 1000
const totp = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

type Scene = SigningHouse & {
  send(more: Partial<NewEnvelope>): Promise<Envelope>
  look(id: string): Promise<Envelope>
}

async function scene(t: Parameters<typeof signingHouse>[0]): Promise<Scene> {
  const house = await signingHouse(t)
  const documentId = await house.upload(paper())
  const look = async (id: string) => (await house.call('GET', `/v1/envelopes/${id}`)).json() as Envelope
  return {
    ...house,
    look,
    async send(more) {
      const body = {
        title: 'Agreement',
        documents: [{ documentId }],
        recipients: [ann],
        level: 'B-B',
        ...more,
      }
      const answer = await house.call('POST', '/v1/envelopes', { body })
      assert.equal(answer.statusCode, 201, answer.body)
      const envelope = answer.json() as Envelope
      await house.drive(envelope.id)
      return look(envelope.id)
    },
  }
}

const states = ({ recipients }: Envelope) => recipients.map(({ name, state }) => `${name} ${state}`).sort()

/** As if so many days had passed for the worker. */
function later(house: Scene, days: number, id: string): Promise<void> {
  const clock = () => new Date(house.app.clock().getTime() + days * dayMs)
  const driving = { ...house.driving, scribe: { ...house.driving.scribe, clock } }
  return driveEnvelope(driving, { id, accountId: house.accountId }, new AbortController().signal)
}

test('people and envelopes', async (t) => {
  const house = await scene(t)
  const { mails, submit, open, look, drive, call } = house

  await t.test('who declines ends it, and those who were asked are told why', async () => {
    const { id } = await house.send({ recipients: [ann, bob] })
    await submit(`${linkIn(mails, ann.email)}/decline`, { reason: 'The price is wrong' })
    await submit(`${linkIn(mails, bob.email)}/sign`, { typed: 'Bob' })
    await drive(id)
    const after = await look(id)
    assert.equal(after.state, 'declined')
    assert.deepEqual(states(after), ['Ann declined', 'Bob notified'])
    assert.match(mails.letters.at(-1)?.text ?? '', /The price is wrong/)
    assert.match(
      (await open(linkIn({ ...mails, letters: mails.letters.slice(0, 2) }, bob.email))).body,
      /was declined/,
    )
  })

  await t.test('who hands it on is replaced, with a link of their own', async () => {
    const { id } = await house.send({ recipients: [ann] })
    const old = linkIn(mails, ann.email)
    await submit(`${old}/delegate`, { name: 'Dan', email: 'dan@example.com', reason: '' })
    await drive(id)
    await submit(`${old}/consent`, { consent: 'x' })
    assert.match((await open(old)).body, /handed this on/)
    await signAs(house, 'dan@example.com')
    await drive(id)
    const after = await look(id)
    assert.equal(after.state, 'completed')
    assert.deepEqual(states(after), ['Ann delegated', 'Dan signed'])
  })

  await t.test('what is taken back asks nobody, and taking it back twice is once', async () => {
    const { id } = await house.send({ recipients: [ann] })
    const link = linkIn(mails, ann.email)
    for (const status of [200, 200])
      assert.equal(
        (await call('POST', `/v1/envelopes/${id}/void`, { body: { reason: 'Wrong paper' } })).statusCode,
        status,
      )
    await drive(id)
    assert.equal(mails.letters.filter(({ text }) => text.includes('Wrong paper')).length, 1)
    await submit(`${link}/sign`, { typed: 'Ann' })
    assert.equal((await look(id)).state, 'voided')
    const late = await call(
      'POST',
      `/v1/envelopes/${id}/recipients/${(await look(id)).recipients[0]?.id}/resend`,
    )
    assert.equal(late.statusCode, 409)
  })

  await t.test('who does not answer is reminded, and in the end it expires', async () => {
    const before = mails.letters.length
    const { id } = await house.send({ recipients: [ann], remindAfterDays: 2 })
    await later(house, 3, id)
    await later(house, 3, id)
    assert.deepEqual(
      mails.letters.slice(before).map(({ subject }) => subject.split(':')[0]),
      ['Please sign', 'Reminder'],
    )
    await later(house, 31, id)
    assert.equal((await look(id)).state, 'expired')
    assert.match(mails.letters.at(-1)?.subject ?? '', /^Expired/)
  })

  await t.test('access code, code by mail and app are all asked for before anything is shown', async () => {
    const { id } = await house.send({
      recipients: [{ ...ann, accessCode: 'tulip 42', emailCode: true, totp }],
    })
    const link = linkIn(mails, ann.email)
    assert.doesNotMatch((await open(link)).body, /<img|Agreement/)
    assert.equal((await open(`${link}/documents/1`)).statusCode, 404)
    await submit(`${link}/code`, {})
    await drive(id)
    const code = /^\d{6}$/m.exec(mails.letters.at(-1)?.text ?? '')?.[0] ?? ''
    const good = { access: 'tulip 42', mail: code, totp: totpAt(totp, stepAt(house.app.clock())) }
    for (const wrong of [
      { ...good, access: 'rose' },
      { ...good, mail: '000000' },
      { ...good, totp: '000000' },
    ])
      assert.match(String((await submit(`${link}/identify`, wrong)).headers.location), /said=wrong/)
    const proven = await submit(`${link}/identify`, good)
    const [cookie = ''] = String(proven.headers['set-cookie']).split(';')
    assert.match(String(proven.headers['set-cookie']), /HttpOnly; SameSite=Lax/)
    assert.match((await open(link, cookie)).body, /<img/)
    assert.doesNotMatch((await open(link)).body, /<img/)
    const again = await submit(`${link}/identify`, good)
    assert.match(String(again.headers.location), /said=wrong/, 'no code is good twice')
    for (let count = 0; count < 4; count += 1) await submit(`${link}/identify`, { ...good, access: 'x' })
    assert.match(String((await submit(`${link}/identify`, good)).headers.location), /said=resting/)
  })

  await t.test('a repeated request makes one envelope, and another under its key is refused', async () => {
    const { documents } = await house.send({})
    const body = { title: 'Once', documents: [{ documentId: documents[0]?.documentId }], recipients: [ann] }
    const more = { 'idempotency-key': 'order 7' }
    const made = await Promise.all([1, 2, 3].map(() => call('POST', '/v1/envelopes', { body, more })))
    assert.deepEqual(
      made.map(({ statusCode }) => statusCode),
      [201, 201, 201],
    )
    assert.equal(new Set(made.map((answer) => (answer.json() as Envelope).id)).size, 1)
    const other = await call('POST', '/v1/envelopes', { body: { ...body, title: 'Twice' }, more })
    assert.equal((other.json() as { code: string }).code, 'idempotency.mismatch')
  })

  await t.test('a mail server that is away delays letters only, and the letter is the same', async () => {
    mails.away = true
    const { id } = await house.send({ recipients: [ann] })
    assert.equal((await look(id)).state, 'sent')
    mails.away = false
    const before = mails.letters.length
    await later(house, 0.01, id)
    await later(house, 0.01, id)
    assert.equal(mails.letters.length, before + 1)
  })

  await t.test(
    'an authority that is away is waited for, by name, and the envelope goes on by itself',
    async () => {
      const silent = { name: 'clock.example', ask: () => Promise.reject(new Error('no answer')) }
      const { sealTrust } = house.driving
      house.driving.sealTrust = { ...sealTrust, timestamps: [silent] }
      const { id } = await house.send({ level: 'B-LTA' })
      assert.deepEqual(
        [(await look(id)).state, (await look(id)).waitingFor],
        ['created', 'timestamp.unavailable'],
      )
      house.driving.sealTrust = sealTrust
      await drive(id)
      assert.deepEqual([(await look(id)).state, (await look(id)).waitingFor], ['sent', null])
    },
  )

  await t.test('a field without a place ends it, and says what to do', async () => {
    const at = { text: 'nowhere to be found' }
    const { state, failure } = await house.send({ fields: [{ recipient: 1, kind: 'signature', at }] })
    assert.deepEqual([state, failure?.code], ['failed', 'envelope.field_misplaced'])
    assert.match(failure?.detail ?? '', /nowhere to be found/)
  })

  await t.test('once its document is erased nobody is named any more, and links lead nowhere', async () => {
    const { id, documents } = await house.send({ recipients: [ann] })
    const link = linkIn(mails, ann.email)
    const erased = await house.http.inject({
      method: 'DELETE',
      url: `/v1/documents/${documents[0]?.documentId}`,
      headers: house.headers,
    })
    assert.ok(erased.statusCode < 300, erased.body)
    await drive(id)
    const after = await look(id)
    assert.deepEqual([after.state, after.title, after.recipients[0]?.email], ['failed', '', ''])
    assert.equal((await open(link)).statusCode, 404)
  })
})
