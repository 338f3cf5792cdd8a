import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { verifyPdf } from '@countersign/pdf/verify'
import { loadLibrary, pkcs11KeyProvider } from './pkcs11.ts'
import { makeToken, signInModule } from './softhsm.fixture.ts'

/** The binding is no dependency of ours; where it lies, if somewhere else, a variable says. */
function findBinding(): string | null {
  const named = process.env.COUNTERSIGN_TEST_PKCS11JS
  if (named) return named
  try {
    return createRequire(import.meta.url).resolve('pkcs11js')
  } catch {
    return null
  }
}

describe('a key in a hardware module', () => {
  it('signs with RSA, P-256 and P-384 in SoftHSM', async (t) => {
    const binding = findBinding()
    if (!binding)
      return t.skip(
        'pkcs11js is not installed; name its index.js in COUNTERSIGN_TEST_PKCS11JS, or run npm run conformance',
      )
    const folder = await mkdtemp(join(tmpdir(), 'countersign-softhsm-'))
    t.after(() => rm(folder, { recursive: true, force: true }))
    const kinds = ['rsa2048', 'p256', 'p384'] as const
    const token = await makeToken(folder, kinds)
    if (typeof token === 'string') return t.skip(token)
    for (const keys of kinds) {
      const signed = signInModule(token, { keys, binding, out: join(folder, `${keys}.pdf`) })
      const report = await verifyPdf(signed, { trusted: [token.root] })
      assert.equal(report.verdict, 'passed', `${keys}: ${report.summary}`)
    }
  })

  it('says how to install the binding where it is not there', async () => {
    const settings = { module: '/nowhere.so', label: 'key', pin: '1', certificates: '/nowhere.pem' }
    const provider = pkcs11KeyProvider(settings, (module) => loadLibrary(module, 'no-such-binding'))
    await assert.rejects(provider.signer(), /npm install pkcs11js/)
  })
})
