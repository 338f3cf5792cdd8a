import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Envelope } from '@countersign/contract/envelope'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { openIdServer } from '../../../../../e2e/src/openid-server.ts'
import { linkIn, signingHouse } from '../testing.ts'

const ann = { name: 'Ann', email: 'ann@example.com', signIn: true, accessCode: 'tulip 42' }
const client = { id: 'countersign', secret: 'a secret' }

test('sign-in at an OpenID provider', async (t) => {
  const provider = await openIdServer(client)
  t.after(() => provider.close())
  const house = await signingHouse(
    t,
    {},
    {
      signInIssuer: provider.issuer,
      signInClientId: client.id,
      signInClientSecret: client.secret,
      signInAllowPrivate: true,
    },
  )
  const { mails, submit, open, drive, call } = house
  const documentId = await house.upload(rawPdf([{ content: shown('Agreement', [30, 150, 12]) }]))
  const body = { title: 'Agreement', documents: [{ documentId }], recipients: [ann], level: 'B-B' }
  const { id } = (await call('POST', '/v1/envelopes', { body })).json() as Envelope
  await drive(id)
  const link = linkIn(mails, ann.email)
  const good = { sub: 'u-17', email: 'Ann@Example.com', verified: true }

  /** Away and back again, as a browser would go. */
  async function round(change: (callback: URL) => void = () => {}) {
    const leaving = await submit(`${link}/identify`, { access: ann.accessCode })
    const url = /href="([^"]+)"/.exec(leaving.body.slice(leaving.body.indexOf('<a ')))?.[1] ?? ''
    const cookie = String(leaving.headers['set-cookie']).split(';', 1)[0] ?? ''
    const answer = await fetch(url.replaceAll('&#38;', '&'), { redirect: 'manual' })
    const callback = new URL(answer.headers.get('location') ?? '')
    change(callback)
    const path = callback.pathname + callback.search
    return { back: await open(path, cookie), again: () => open(path, cookie), other: () => open(path) }
  }
  const said = ({ back }: Awaited<ReturnType<typeof round>>) => String(back.headers.location)

  await t.test('is asked for only after the codes', async () => {
    const answer = await submit(`${link}/identify`, { access: 'rose' })
    assert.match(String(answer.headers.location), /said=wrong/)
  })

  await t.test('lets in nobody else, nobody unverified, and nobody who says no', async () => {
    provider.person = { ...good, email: 'bob@example.com' }
    assert.match(said(await round()), /said=stranger/)
    provider.person = { ...good, verified: false }
    assert.match(said(await round()), /said=stranger/)
    provider.person = null
    assert.match(said(await round()), /said=refused/)
  })

  await t.test('takes no token for somebody else’s request or from somebody else', async () => {
    provider.person = good
    for (const twist of [
      { nonce: 'other' },
      { aud: 'other' },
      { iss: 'https://other.example' },
      { exp: 1 },
    ]) {
      provider.twist = twist
      assert.match(said(await round()), /said=refused/, JSON.stringify(twist))
    }
    provider.twist = {}
    const forged = await round((callback) => callback.searchParams.set('state', 'other'))
    assert.equal(forged.back.statusCode, 404)
    const mixed = await round((callback) => callback.searchParams.set('iss', 'https://other.example'))
    assert.match(said(mixed), /said=refused/)
  })

  await t.test('opens the envelope for its recipient, once, and is kept as evidence', async () => {
    const { back, again, other } = await round()
    const cookie = [back.headers['set-cookie']].flat().find((one) => one?.startsWith('countersign_session'))
    assert.ok(cookie, said({ back, again, other }))
    assert.match((await open(link, cookie.split(';', 1)[0])).body, /<img/)
    assert.equal((await again()).statusCode, 404)
    assert.equal((await other()).statusCode, 404)
    const facts = (await call('GET', `/v1/envelopes/${id}/facts`)).json() as EnvelopeFacts
    const { at: _, ...fact } = facts.recipients[0]?.signIn ?? { at: '' }
    assert.deepEqual(fact, { issuer: provider.issuer, subject: 'u-17', email: 'Ann@Example.com' })
    assert.deepEqual(
      facts.recipients[0]?.identified.map(({ method }) => method),
      ['access_code', 'sign_in'],
    )
  })
})
