// A key at a signature service, for what cannot wait long: the service is asked, and asked again for some seconds.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../platform/clock.ts'
import type { NewId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { KeyProvider } from '../../ports/key-provider.ts'
import type { SignatureAnswer, SignatureService } from '../../ports/signature-service.ts'

type Options = { clock: Clock; newId: NewId; patienceMs?: number; pauseMs?: number }

/** Throws `service.unavailable` where the answer takes longer, or needs a person. */
export function elsewhereKeyProvider(
  service: SignatureService,
  { clock, newId, patienceMs = 60_000, pauseMs = 1000 }: Options,
): KeyProvider {
  const sign = async (data: Uint8Array): Promise<Uint8Array> => {
    const until = clock().getTime() + patienceMs
    const id = newId('sgr')
    const order = { id, data, description: 'Sealed by Countersign', expiresAt: new Date(until) }
    let answer: SignatureAnswer = await service.ask(order)
    while (answer.state === 'waiting' && clock().getTime() < until) {
      await sleep(pauseMs)
      answer = await service.poll(order, answer.reference)
    }
    if (answer.state === 'signed') return answer.signature
    if (answer.state === 'declined') throw new Problem('key.unusable', answer.why)
    const why = answer.state === 'needs_code' ? answer.words : 'It takes longer than a minute.'
    throw new Problem('service.unavailable', `${service.name} does not sign at once: ${why}`)
  }
  return { signer: async () => ({ ...(await service.identity()), sign }) }
}
