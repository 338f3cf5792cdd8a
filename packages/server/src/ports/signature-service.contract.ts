import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isSignatureOf } from '@countersign/pdf/cms'
import type { SignatureAnswer, SignatureService } from './signature-service.ts'

type TestContext = { after(hook: () => Promise<void>): void }

const order = (id: string) => ({
  id,
  data: Buffer.from(`what ${id} signs`),
  description: 'A contract',
  expiresAt: new Date('2100-01-01T00:00:00Z'),
})

/** `open` gives a service that signs what it is asked, at once or after some polls. */
export function signatureServiceContract(
  name: string,
  open: (t: TestContext) => Promise<SignatureService>,
): void {
  describe(`signature service ${name}`, () => {
    it('signs with the key of the certificate that it names, the same again when asked again', async (t) => {
      const service = await open(t)
      const identity = await service.identity()
      const wanted = order('sgr_contract')
      for (const _ of [1, 2]) {
        let answer: SignatureAnswer = await service.ask(wanted)
        for (let asked = 0; answer.state === 'waiting' && asked < 10; asked += 1)
          answer = await service.poll(wanted, answer.reference)
        assert.equal(answer.state, 'signed')
        if (answer.state !== 'signed') return
        const { signature } = answer
        assert.ok(isSignatureOf(identity, { data: wanted.data, signature }))
      }
    })
  })
}
