import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { makeCscKey } from '../../../../../e2e/src/csc-key.ts'
import { systemClock } from '../../platform/clock.ts'
import { createOutbound } from '../../platform/outbound.ts'
import { isProblem } from '../../platform/problem.ts'
import { formatSecret } from '../../platform/signed-message.ts'
import { signatureServiceContract } from '../../ports/signature-service.contract.ts'
import { callbackService } from './callback.ts'

type TestContext = { after(hook: () => Promise<void>): void }
type Asked = { id: string; hash: string; state?: string }

const secret = formatSecret(new Uint8Array(32).fill(9))
const made = makeCscKey(new Date('2026-03-01T12:00:00Z'))
made.catch(() => undefined)

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Says "waiting" first; asked how it stands, it signs or declines. */
async function open(t: TestContext, { declines = false } = {}) {
  const { key } = await made
  const folder = await mkdtemp(join(tmpdir(), 'countersign-callback-'))
  const certificates = join(folder, 'chain.pem')
  await writeFile(certificates, key.chain.map((der) => new X509Certificate(der).toString()).join('\n'))
  const hashes = new Map<string, string>()
  const answer = async (request: IncomingMessage) => {
    const body = await bodyOf(request)
    // Their library, not ours, looks at our signature; it throws for a wrong one.
    const headers = request.headers as Record<string, string>
    const asked = new Webhook(secret).verify(body.toString('utf8'), headers) as Asked
    if (request.url === '/sign') {
      hashes.set(asked.id, asked.hash)
      return { state: 'waiting' }
    }
    if (declines) return { state: 'declined', reason: 'the mandate has ended' }
    const hash = Buffer.from(hashes.get(asked.id) ?? '', 'base64')
    const input = { signAlgo: '', hashAlgorithmOID: undefined }
    return { state: 'signed', signature: Buffer.from(key.signHash(hash, input)).toString('base64') }
  }
  const server = createServer((request, response) => {
    void answer(request).then(
      (said) => response.writeHead(200).end(JSON.stringify(said)),
      () => response.writeHead(401).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const limits = { allowPrivate: true, allowHttp: true, timeoutMs: 5000, maxResponseBytes: 100_000 }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sign`
  const service = callbackService(
    { url, secret, certificates, callbackUrl: (id) => `https://sign.example/${id}` },
    { outbound: createOutbound(limits), clock: systemClock },
  )
  t.after(async () => {
    await service.close()
    server.close()
    server.closeAllConnections()
    await rm(folder, { recursive: true, force: true })
  })
  return service
}

signatureServiceContract('callback', (t) => open(t))

describe('a signature service that calls back', () => {
  const order = {
    ...{ id: 'sgr_1', data: Buffer.from('attributes'), description: 'A contract' },
    expiresAt: new Date('2100-01-01T00:00:00Z'),
  }

  it('is believed where its callback is signed with the shared secret, and by nothing else', async (t) => {
    const service = await open(t)
    const body = JSON.stringify({ id: 'sgr_1', state: 'signed', signature: 'AAAA' })
    const at = systemClock()
    const headers = (key: string, when: Date) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(when.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign('msg_1', when, body),
    })
    const read = (given: Record<string, string>, text = body) =>
      service.readCallback?.({ headers: given, body: Buffer.from(text), at })
    const said = read(headers(secret, at))
    assert.equal(said?.id, 'sgr_1')
    assert.equal(said?.answer.state, 'signed')
    const refused = (error: unknown) => isProblem(error) && error.code === 'signature.callback_refused'
    const other = formatSecret(new Uint8Array(32).fill(1))
    assert.throws(() => read(headers(other, at)), refused)
    assert.throws(() => read(headers(secret, at), body.replace('AAAA', 'BBBB')), refused)
    assert.throws(() => read(headers(secret, new Date(at.getTime() - 400_000))), refused)
    assert.throws(() => read({}), refused)
  })

  it('may decline, and says why', async (t) => {
    const service = await open(t, { declines: true })
    assert.equal((await service.ask(order)).state, 'waiting')
    const answer = await service.poll(order, '')
    assert.deepEqual(answer.state === 'declined' && /the mandate has ended/.test(answer.why), true)
  })
})
