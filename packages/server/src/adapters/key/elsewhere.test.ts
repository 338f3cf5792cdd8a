import assert from 'node:assert/strict'
import { it } from 'node:test'
import { issueCertificate, memorySigner } from '@countersign/pdf/pki'
import { testTrust } from '@countersign/pdf/sign/testing'
import { systemClock } from '../../platform/clock.ts'
import { idsWith } from '../../platform/ids.ts'
import { keyProviderContract } from '../../ports/key-provider.contract.ts'
import type { SignatureService } from '../../ports/signature-service.ts'
import { elsewhereKeyProvider } from './elsewhere.ts'

/** Signs after it was asked `polls` times more. */
async function slowService(polls: number): Promise<SignatureService> {
  const { issuer } = await testTrust({ now: new Date() })
  const now = new Date()
  const signer = memorySigner(
    await issueCertificate(issuer, { kind: 'seal', commonName: 'Elsewhere', now, years: 1 }),
  )
  let left = polls
  const poll: SignatureService['poll'] = async ({ data }) => {
    left -= 1
    return left < 0
      ? { state: 'signed', signature: await signer.sign(data) }
      : { state: 'waiting', reference: '' }
  }
  return {
    name: 'sign.example',
    identity: async () => signer,
    ask: (order) => poll(order, ''),
    poll,
    close: async () => undefined,
  }
}

const options = { clock: systemClock, newId: idsWith(systemClock), pauseMs: 1 }

keyProviderContract('elsewhere', async () => elsewhereKeyProvider(await slowService(2), options))

it('a key elsewhere that takes too long is away, and no fault of what is signed', async () => {
  const provider = elsewhereKeyProvider(await slowService(1e9), { ...options, patienceMs: 20 })
  const { sign } = await provider.signer()
  await assert.rejects(sign(new Uint8Array([1])), /sign\.example does not sign at once/)
})
