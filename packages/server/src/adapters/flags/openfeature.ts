// Flags by OpenFeature: whoever wants another provider (a flag server, say) puts it in place of ours.
import { createHash } from 'node:crypto'
import { type EvaluationContext, OpenFeature, type Provider } from '@openfeature/server-sdk'
import type { Flags } from '../../ports/flags.ts'

const domain = 'countersign-learning'

/** A number from 0 to 99 that a document has for a flag, the same on every machine. */
function bucketOf(flag: string, { targetingKey = '' }: EvaluationContext): number {
  return createHash('sha256').update(`${flag} ${targetingKey}`).digest().readUInt32BE(0) % 100
}

const unserved = <T>(value: T) => Promise.resolve({ value, reason: 'DEFAULT' })

/** On for as many of a hundred documents as the context asks for. */
export const shareProvider: Provider = {
  metadata: { name: 'share of documents' },
  runsOn: 'server',
  resolveBooleanEvaluation(flag, _fallback, context) {
    const value = bucketOf(flag, context) < Number(context.share ?? 0)
    return Promise.resolve({ value, variant: value ? 'trial' : 'live', reason: 'SPLIT' })
  },
  resolveStringEvaluation: (_flag, fallback) => unserved(fallback),
  resolveNumberEvaluation: (_flag, fallback) => unserved(fallback),
  resolveObjectEvaluation: (_flag, fallback) => unserved(fallback),
}

/** Where the provider cannot say, a document goes by the version that is live. */
export function openFeatureFlags(provider: Provider = shareProvider): Flags {
  const ready = OpenFeature.setProviderAndWait(domain, provider)
  const client = OpenFeature.getClient(domain)
  return {
    async onTrial({ flag, accountId, documentId, share }) {
      await ready
      return client.getBooleanValue(flag, false, { targetingKey: documentId, accountId, share })
    },
  }
}
