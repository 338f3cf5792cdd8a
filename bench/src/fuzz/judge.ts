// What every answer must be like, whatever was asked.
import { problemCodes } from '@countersign/server/platform/problem'
import type { Case } from './case.ts'
import type { Heard } from './wire.ts'

export type Verdict = { outcome: string; wrong: string | null; documentId: string | null }

/** The longest that an answer may take: half a JSON body is waited for half a minute. */
export const answerWithinMs = 45_000

const right = (outcome: string, documentId: string | null = null): Verdict => ({
  outcome,
  wrong: null,
  documentId,
})
const wrong = (outcome: string, why: string): Verdict => ({ outcome, wrong: why, documentId: null })

/** Whoever hung up gets nothing, and who did not speak HTTP may just be cut off. */
const mayBeSilent = ({ kind, manner }: Case): boolean =>
  manner === 'hangUp' || manner === 'halfClose' || kind === 'framing' || kind === 'bytes'

export function judge(sent: Case, { status, headers, body, why }: Heard): Verdict {
  if (status === 0)
    return mayBeSilent(sent) && why === 'closed'
      ? right('closed')
      : wrong(why ?? 'closed', `no answer: ${why}`)
  const outcome = String(status)
  if (status >= 200 && status < 400) return right(outcome, documentOf(sent, status, body))
  // An answer to HEAD has no body to judge.
  if (body === '' && Buffer.from(sent.bytes.subarray(0, 4)).toString('latin1') === 'HEAD')
    return right(outcome)
  if (headers.get('content-type')?.split(';')[0] !== 'application/problem+json')
    return wrong(outcome, `${status} as ${headers.get('content-type')}`)
  return judgeProblem(status, headers, body)
}

function judgeProblem(status: number, headers: Heard['headers'], body: string): Verdict {
  const problem = jsonOf(body) as { code?: string; status?: number; detail?: string; title?: string } | null
  const code = problem?.code ?? ''
  const outcome = `${status} ${code}`
  const known = (problemCodes as Record<string, readonly [number, string]>)[code]
  if (!known || known[0] !== status || problem?.status !== status)
    return wrong(outcome, 'a code that is not documented')
  if (!problem.detail || !problem.title) return wrong(outcome, 'a problem without a sentence')
  if (status === 503 && !headers.has('retry-after')) return wrong(outcome, '503 without Retry-After')
  if (status >= 500 && status !== 503) return wrong(outcome, 'a fault of ours')
  return right(outcome)
}

function documentOf({ bytes }: Case, status: number, body: string): string | null {
  if (status !== 202 || !Buffer.from(bytes.subarray(0, 20)).includes('POST')) return null
  const { id } = (jsonOf(body) ?? {}) as { id?: unknown }
  return typeof id === 'string' && id.startsWith('doc_') ? id : null
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(Buffer.from(body, 'latin1').toString('utf8'))
  } catch {
    return null
  }
}
