// People who sign for tests of the verifier: one whose authority is trusted, and one whom nobody knows.
import { type SignOptions, signPdf } from '../sign/sign.ts'
import { testTime, testTrust } from '../sign/testing.ts'

/** How one of them signs; `stranger` is the one whom nobody knows. */
type Step = Pick<SignOptions, 'level' | 'certify' | 'field' | 'lock' | 'place'> & { stranger?: boolean }
type Sign = (bytes: Uint8Array, step?: Step) => Promise<Uint8Array>

/** `sign` remembers what it signed; `trusted` ends the chain of the first person. */
export async function testSigners(): Promise<{ sign: Sign; trusted: Uint8Array[]; at: Date }> {
  const [own, other] = [await testTrust(), await testTrust()]
  const [signer, stranger] = [await own.signer(), await other.signer()]
  const known = new Map<string, Promise<Uint8Array>>()
  const sign = async (bytes: Uint8Array, step: Step) => {
    const { stranger: isStranger = false, ...how } = step
    const trust = isStranger ? other.trust : own.trust
    const order = {
      ...trust,
      ...how,
      signer: isStranger ? stranger : signer,
      at: testTime,
      name: 'A. Signer',
    }
    return (await signPdf(bytes, order)).bytes
  }
  return {
    trusted: [own.root.certificate],
    at: testTime,
    sign(bytes, step = {}) {
      const key = `${JSON.stringify(step)} ${Buffer.from(bytes).toString('latin1')}`
      const signed = known.get(key) ?? sign(bytes, step)
      known.set(key, signed)
      return signed
    },
  }
}
