import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isSignatureOf } from '@countersign/pdf/cms'
import { makeCscKey } from '../../../../../e2e/src/csc-key.ts'
import { type CscOptions, openCscServer } from '../../../../../e2e/src/csc-server.ts'
import { systemClock } from '../../platform/clock.ts'
import { createOutbound } from '../../platform/outbound.ts'
import { codeAt, secretOf } from '../../platform/totp.ts'
import { signatureServiceContract } from '../../ports/signature-service.contract.ts'
import { type CscSettings, cscService } from './csc.ts'

type TestContext = { after(hook: () => Promise<void>): void }

const client = { id: 'countersign', secret: 'hush' }
const now = new Date('2026-03-01T12:00:00Z')
let made: ReturnType<typeof makeCscKey> | undefined
const key = async () => {
  made ??= makeCscKey(now)
  return (await made).key
}

async function open(t: TestContext, options: Partial<CscOptions> = {}, settings: Partial<CscSettings> = {}) {
  const server = await openCscServer({ key: await key(), client, ...options })
  const tokenUrl = server.url.replace('/csc/v2', '/oauth2/token')
  const limits = { allowPrivate: true, allowHttp: true, timeoutMs: 5000, maxResponseBytes: 100_000 }
  const service = cscService(
    {
      ...{ url: server.url, tokenUrl, clientId: client.id, clientSecret: client.secret },
      ...{ credential: '', pin: '', totpSecret: '', asynchronous: false, returnUrl: '', ...settings },
    },
    { outbound: createOutbound(limits), clock: systemClock },
  )
  t.after(async () => {
    await service.close()
    await server.close()
  })
  return { server, service }
}

const order = {
  id: 'sgr_1',
  data: Buffer.from('the signed attributes'),
  description: 'A contract',
  expiresAt: new Date('2100-01-01T00:00:00Z'),
}

signatureServiceContract('csc', async (t) => (await open(t)).service)
signatureServiceContract(
  'csc, asynchronous, confirmed on a telephone',
  async (t) =>
    (await open(t, { notYet: { authorize: 2, sign: 2 }, pin: '1234' }, { asynchronous: true, pin: '1234' }))
      .service,
)

describe('a signature service of the Cloud Signature Consortium', () => {
  it('asks its owner in a browser where it wants to, and signs once with what comes back', async (t) => {
    const returnUrl = 'https://sign.example.com/signature-consents'
    const { service, server } = await open(t, { consents: true }, { returnUrl })
    const asked = await service.ask(order)
    assert.equal(asked.state, 'needs_code')
    const url = asked.state === 'needs_code' ? (/https?:\S+$/.exec(asked.words)?.[0] ?? '') : ''
    const answer = await fetch(url, { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    assert.equal(back.origin + back.pathname, returnUrl)
    const said = service.readReturn?.(back.searchParams)
    assert.equal(said?.id, order.id)
    const code = said?.code ?? ''
    assert.equal((await service.ask({ ...order, data: Buffer.from('other'), code: '1' })).state, 'needs_code')
    const signed = await service.ask({ ...order, code })
    assert.ok(signed.state === 'signed')
    const identity = await service.identity()
    assert.ok(isSignatureOf(identity, { data: order.data, signature: signed.signature }))
    assert.equal((await service.ask({ ...order, code })).state, 'needs_code', 'a code is good once')
    assert.equal(server.signed(), 1)
    back.searchParams.set('state', `sgr_2.${'A'.repeat(43)}`)
    assert.throws(() => service.readReturn?.(back.searchParams), { code: 'signature.callback_refused' })
  })

  it('says that nobody could come back where this installation has no address', async (t) => {
    const { service } = await open(t, { consents: true })
    await assert.rejects(service.ask(order), /COUNTERSIGN_PUBLIC_URL/)
  })

  it('is given a PIN and a one-time code of our own where it wants both', async (t) => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    const otp = () => codeAt(secretOf(secret), systemClock())
    const { service } = await open(t, { pin: '77', otp }, { pin: '77', totpSecret: secret })
    assert.equal((await service.ask(order)).state, 'signed')
  })

  it('asks a person for the code that the service sent, and again after a wrong one', async (t) => {
    const { server, service } = await open(t, { otp: () => '123456', sendsCodes: true })
    assert.equal((await service.ask(order)).state, 'needs_code')
    assert.equal(server.calls.at(-1), 'credentials/getChallenge')
    assert.equal((await service.ask({ ...order, code: '000000' })).state, 'needs_code')
    const answer = await service.ask({ ...order, code: '123456' })
    assert.ok(answer.state === 'signed')
    const { signature } = answer
    assert.ok(isSignatureOf(await service.identity(), { data: order.data, signature }))
  })

  it('fetches a new token where the old one is no longer taken', async (t) => {
    const { server, service } = await open(t)
    await service.identity()
    server.forgetTokens()
    assert.equal((await service.ask(order)).state, 'signed')
  })

  it('asks anew where the service forgot the request', async (t) => {
    const { service } = await open(t)
    const answer = await service.poll(order, JSON.stringify({ responseID: 'long gone' }))
    assert.equal(answer.state, 'signed')
  })

  it('says what to mend where a PIN is missing or the client is unknown', async (t) => {
    const { service } = await open(t, { pin: '1' })
    await assert.rejects(service.ask(order), /COUNTERSIGN_CSC_PIN/)
    const stranger = await open(t, {}, { clientSecret: 'wrong' })
    await assert.rejects(stranger.service.identity(), /refused: invalid_client/)
  })
})
