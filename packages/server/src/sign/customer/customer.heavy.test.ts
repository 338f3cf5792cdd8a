import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it, type TestContext } from 'node:test'
import { makePaper } from '@countersign/fixtures/attacks/paper'
import { certify, createAuthority, issuerOf } from '@countersign/pdf/pki'
import { modern } from '@countersign/pdf/sign/pkcs12.fixture'
import { verifyPdf } from '@countersign/pdf/verify'
import { sql } from 'kysely'
import { makeCscKey } from '../../../../../e2e/src/csc-key.ts'
import { openCscServer } from '../../../../../e2e/src/csc-server.ts'
import { buildRunner } from '../../app.ts'
import { withAccount, withSystem } from '../../db/sql.ts'
import { withInstallation } from '../../pipeline/testing.ts'
import { fixedClock } from '../../platform/clock.ts'
import { isProblem } from '../../platform/problem.ts'
import { signatureDeskOf } from '../../roles/parts/signatures.ts'
import { accountSignerOf } from '../../roles/trust.ts'
import { keyOf } from '../keys.ts'
import { ensureSealKey } from '../signer.ts'
import { accountSigner, customerTroubles } from './account-signer.ts'
import { listCertificates } from './certificates.store.ts'

const password = 'gehéim'
const upload = { pkcs12: modern.toString('base64'), password }
const day = 24 * 60 * 60 * 1000

type Shown = { id: string; state: string; key: string; troubles: string[]; notAfter: string; subject: string }

async function open(t: TestContext, settings: Record<string, unknown> = {}) {
  const installation = await withInstallation(t, settings)
  const { app, http, headers } = installation
  const { kms, clock, newId } = app
  await ensureSealKey({ db: app.archive.db, kms, clock, newId, organisation: 'Test' })
  const runner = buildRunner(app)
  t.after(() => runner.close())
  const ask = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const answer = await http.inject({
      method,
      url: `/v1/certificates${url}`,
      headers,
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, text: answer.body, body: answer.body ? answer.json() : null }
  }
  const sealed = async () => {
    const bytes = makePaper()
    const { engine, sealSigner, sealTrust, clock: now } = runner.ports
    const made = await engine.seal({
      pdf: {
        contentType: 'application/pdf',
        bytes: bytes.length,
        open: async function* () {
          yield bytes
        },
      },
      ...{ at: now(), reason: 'Sealed', level: 'B-T', trust: sealTrust },
      signer: await sealSigner.signer(installation.accountId),
      signal: new AbortController().signal,
    })
    assert.ok(made.kind === 'embedded')
    return made.pdf
  }
  return { ...installation, ask, sealed, runner }
}

const signerOf = async (pdf: Uint8Array, trusted: Uint8Array[] = []) => {
  const { signatures } = await verifyPdf(pdf, { trusted })
  return signatures[0]
}

/** A certificate of somebody else's authority for the key that the installation seals with. */
async function certifiedFor(publicOf: Uint8Array) {
  const authority = await createAuthority({ organisation: 'Customer AG', now: new Date() })
  const publicKey = new Uint8Array(
    new X509Certificate(publicOf).publicKey.export({ format: 'der', type: 'spki' }),
  )
  const options = { kind: 'seal', commonName: 'Customer Seal', now: new Date(), years: 2, publicKey } as const
  const made = await certify(issuerOf(authority), options)
  const certificates = [made.certificate, ...made.chain]
    .map((der) => new X509Certificate(der).toString())
    .join('')
  return { certificates, root: authority.rootCertificate }
}

describe('a certificate of an account', () => {
  it('that comes with its key seals from when it is activated until it is revoked', async (t) => {
    const { ask, sealed, app, accountId } = await open(t)
    const added = await ask('POST', '', upload)
    assert.equal(added.status, 201, added.text)
    const { id } = added.body as Shown
    assert.equal(added.body.state, 'ready')
    assert.match((await signerOf(await sealed()))?.signer?.subject ?? '', /Test Seal/)
    assert.equal((await ask('POST', `/${id}/activate`)).body.state, 'active')
    const own = await sealed()
    const [kept] = await withAccount(app.archive.db, accountId, (tx) => listCertificates(tx, accountId))
    const report = await signerOf(own, [new Uint8Array(kept?.chain.at(-1) ?? [])])
    assert.match(report?.signer?.subject ?? '', /Sample Signer/)
    assert.equal(report?.indication, 'TOTAL_PASSED', report?.summary)
    assert.equal((await ask('DELETE', `/${id}`)).body.code, 'certificate.active')
    assert.equal((await ask('POST', `/${id}/revoke`)).body.state, 'revoked')
    const [row] = await withAccount(app.archive.db, accountId, (tx) => listCertificates(tx, accountId))
    assert.deepEqual([row?.privateKey, row?.wrappedKey, row?.kekId], [null, null, null])
    assert.match((await signerOf(await sealed()))?.signer?.subject ?? '', /Test Seal/)
    assert.equal((await ask('POST', `/${id}/activate`)).body.code, 'certificate.revoked')
    assert.equal((await ask('POST', '', upload)).body.code, 'certificate.exists', 'it is not taken again')
    assert.equal((await ask('DELETE', `/${id}`)).status, 204)
    assert.deepEqual((await ask('GET', '')).body.items, [])
  })

  it('shows its key to nobody, neither in answers nor in the database', async (t) => {
    const { ask, app } = await open(t)
    const { body } = await ask('POST', '', { ...upload, activate: true })
    const { text } = await ask('GET', '')
    const signer = await accountSignerOf(app, null).signer.signer((await accountOf(app)) ?? '')
    assert.ok(signer.certificate.length > 0)
    assert.deepEqual(
      Object.keys(body).filter((name) => /private|wrapped|password/i.test(name)),
      [],
    )
    assert.ok(!text.includes(password))
    const { rows } = await withSystem(app.archive.db, (tx) =>
      sql<{
        row: string
        key: string
      }>`select c::text as row, encode(private_key, 'hex') as key from seal_certificates c`.execute(tx),
    )
    // PKCS#8 begins with a sequence and its version.
    assert.doesNotMatch(rows[0]?.key ?? '', /^3082....0201 00/)
    assert.ok((rows[0]?.key ?? '').length > 200)
  })

  it('is refused with every reason, and nothing is kept', async (t) => {
    const { ask } = await open(t)
    const wrong = await ask('POST', '', { ...upload, password: 'guess' })
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'certificate.unfit'])
    assert.match(wrong.body.detail, /password/)
    assert.ok(!wrong.text.includes('guess'))
    const noise = await ask('POST', '', { pkcs12: Buffer.from('no key at all').toString('base64') })
    assert.match(noise.body.detail, /no PKCS#12 file/)
    for (const payload of [{}, { ...upload, certificates: 'x' }])
      assert.match((await ask('POST', '', payload)).body.detail, /either/)
    const { rootCertificate } = await createAuthority({ organisation: 'Other', now: new Date() })
    const certificates = new X509Certificate(rootCertificate).toString()
    const other = await ask('POST', '', { certificates })
    assert.match(other.body.detail, /not for the key that this installation seals with/)
    assert.deepEqual((await ask('GET', '')).body.items, [])
  })

  it('for the key of the installation seals with that key, as long as it is the same', async (t) => {
    const { ask, sealed, app, accountId } = await open(t)
    const { db } = app.archive
    const { certificates, root } = await certifiedFor((await keyOf(db, 'seal')).certificate)
    const added = await ask('POST', '', { certificates, name: 'Ours', activate: true })
    assert.equal(added.status, 201, added.text)
    assert.equal(added.body.key, 'installation')
    const report = await signerOf(await sealed(), [root])
    assert.match(report?.signer?.subject ?? '', /Customer Seal/)
    const identity = async () => accountSignerOf(app, null).identity()
    await withSystem(db, (tx) => sql`delete from signing_keys where kind = 'seal'`.execute(tx)).catch(
      () => {},
    )
    const stranger = await createAuthority({ organisation: 'Stranger', now: new Date() })
    const changed = accountSigner({
      ...{ db, kms: app.kms, clock: app.clock, identity },
      keys: {
        signer: async () => ({
          certificate: stranger.rootCertificate,
          chain: [],
          algorithm: 'ecdsa-sha256',
          sign: async () => new Uint8Array(),
        }),
      },
    })
    await assert.rejects(
      changed.signer(accountId),
      (error) =>
        isProblem(error) && error.code === 'key.unusable' && /Ours|Customer Seal/.test(error.message),
    )
  })

  it('for a key at a signature service is shown to it in place of its own', async (t) => {
    const { key } = await makeCscKey(new Date())
    const server = await openCscServer({ key })
    t.after(() => server.close())
    const { ask, app, accountId } = await open(t, { cscUrl: server.url, signatureServiceAllowPrivate: true })
    const desk = signatureDeskOf(app)
    t.after(async () => desk?.close())
    const { identity, signer } = accountSignerOf(app, desk)
    assert.equal(await signer.ofService(accountId), null)
    const { certificates } = await certifiedFor((await identity()).certificate)
    const added = await ask('POST', '', { certificates, activate: true })
    assert.equal(added.status, 201, added.text)
    const chosen = await signer.ofService(accountId)
    assert.ok(chosen && chosen !== 'kept')
    assert.match(new X509Certificate(chosen.certificate).subject, /Customer Seal/)
    assert.equal((await ask('POST', '', { ...upload, activate: true })).body.state, 'active')
    assert.equal(await signer.ofService(accountId), 'kept')
    const [first] = (await ask('GET', '')).body.items as Shown[]
    assert.equal(first?.state, 'ready', 'one is active at a time')
  })

  it('is warned of before it ends, and seals nothing afterwards', async (t) => {
    const { ask, app, accountId } = await open(t)
    const { certificates } = await certifiedFor((await keyOf(app.archive.db, 'seal')).certificate)
    const { body } = await ask('POST', '', { certificates, activate: true })
    const { db } = app.archive
    const end = new Date((body as Shown).notAfter).getTime()
    const at = (time: number) => fixedClock(new Date(time).toISOString())
    assert.deepEqual(await customerTroubles({ db, clock: app.clock }), [])
    const [trouble] = await customerTroubles({ db, clock: at(end - 10 * day) })
    assert.equal(trouble?.accountId, accountId)
    assert.match(trouble?.trouble ?? '', /ends in 10 days/)
    const keys = { signer: () => accountSignerOf(app, null).identity() as never }
    const late = accountSigner({ db, kms: app.kms, clock: at(end + day), keys, identity: keys.signer })
    await assert.rejects(late.signer(accountId), (error) => isProblem(error) && error.code === 'key.unusable')
  })
})

const accountOf = async ({ archive }: Awaited<ReturnType<typeof open>>['app']) =>
  (
    await withSystem(archive.db, (tx) =>
      tx.selectFrom('sealCertificates').select('accountId').executeTakeFirst(),
    )
  )?.accountId
