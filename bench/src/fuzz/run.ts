// Sends case after case until the time is over, watches what becomes of documents, and keeps what went wrong.

import type { Document } from '@countersign/contract/document'
import { makeRandom } from '@countersign/fixtures/random'
import type { Product } from '../product.ts'
import { type Case, type Kind, kinds, type Material, withKey } from './case.ts'
import { outcomeOf, restOf } from './documents.ts'
import { makeBytes, makeFraming } from './framing.ts'
import { answerWithinMs, judge } from './judge.ts'
import { makeRequest } from './requests.ts'
import { makeForm, makeImage, makePdf, makeUploadRequest } from './uploads.ts'
import { type Heard, say } from './wire.ts'

export type Finding = { sent: Case; why: string; answer: string }
export type Count = { cases: number; outcomes: Map<string, number>; slowestMs: number }
export type Outcome = {
  counts: Map<Kind, Count>
  documents: Map<string, number>
  findings: Finding[]
  slowestDocumentMs: number
}

export type Plan = {
  seed: number
  seconds: number
  product: Product
  material: Material
  say(line: string): void
  /** Keeps what went wrong at once: the rest may not come to its end. */
  keep(finding: Finding): Promise<void>
}

/** Many wait for a server that waits for them. */
const lanes = 16
/** More would only wait for readers, and for their end once the time is over. */
const documentsAtOnce = 16
/** A short run must not wait long for its documents. */
const secondsPerDocumentAtOnce = 4
/** All that wait may each cost two readers their whole time. */
const restWithinSeconds = 400

const isUpload = (kind: Kind): boolean => kind === 'pdf' || kind === 'image'

export function makeCase(seed: number, kind: Kind, material: Material): Case {
  const making = { random: makeRandom(seed), material }
  const made = {
    pdf: makePdf,
    image: makeImage,
    form: makeForm,
    upload: makeUploadRequest,
    framing: makeFraming,
    bytes: makeBytes,
    json: () => makeRequest('json', making),
    query: () => makeRequest('query', making),
    path: () => makeRequest('path', making),
    header: () => makeRequest('header', making),
  }[kind](making)
  return { ...made, seed }
}

type State = Outcome & { plan: Plan; port: number; under: Set<Promise<void>>; next: number }

export async function run(plan: Plan): Promise<Outcome> {
  const state: State = {
    plan,
    port: Number(new URL(plan.product.api.url).port),
    counts: new Map(kinds.map((kind) => [kind, { cases: 0, outcomes: new Map(), slowestMs: 0 }])),
    documents: new Map(),
    findings: [],
    slowestDocumentMs: 0,
    under: new Set(),
    next: 0,
  }
  const deadline = performance.now() + plan.seconds * 1000
  let said = performance.now()
  const lane = async () => {
    while (performance.now() < deadline) {
      await one(state)
      if (performance.now() < said + 30_000) continue
      said = performance.now()
      plan.say(`${state.next} cases, ${state.findings.length} findings`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  plan.say(`${state.under.size} documents are still read`)
  await Promise.all(state.under)
  return state
}

/** Which kind comes next is up to the seed of the case alone, save that documents wait for their turn. */
function choose({ plan, next, under }: State): Case {
  const seed = plan.seed * 1_000_003 + next
  const free = under.size < Math.min(documentsAtOnce, plan.seconds / secondsPerDocumentAtOnce)
  const kind = makeRandom(seed ^ 0x5bd1e995).pick(kinds.filter((one) => free || !isUpload(one)))
  return makeCase(seed, kind, plan.material)
}

async function one(state: State): Promise<void> {
  const sent = choose(state)
  state.next += 1
  const heard = await send(sent, state.plan.product, state.port)
  const { outcome, wrong, documentId } = judge(sent, heard)
  const count = state.counts.get(sent.kind)
  if (count) {
    count.cases += 1
    count.slowestMs = Math.max(count.slowestMs, heard.ms)
    tallyUp(count.outcomes, outcome)
  }
  if (wrong) await note(state, { sent, why: wrong, answer: `${outcome} ${heard.body.slice(0, 500)}` })
  if (documentId === null) return
  const following = follow(state, sent, documentId).finally(() => state.under.delete(following))
  state.under.add(following)
}

export const send = (sent: Case, { api }: Product, port: number): Promise<Heard> =>
  say(port, { bytes: withKey(sent.bytes, api.key), manner: sent.manner }, answerWithinMs)

const tallyUp = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)

async function note({ findings, plan }: State, finding: Finding): Promise<void> {
  findings.push(finding)
  await plan.keep(finding)
  plan.say(`${finding.sent.kind} ${finding.sent.seed}: ${finding.why}; ${finding.answer.slice(0, 160)}`)
}

/** `read.failed` is what nobody foresaw: it is an answer, and yet something to look into. */
const unforeseen = /^hangs|stage\.failed|read\.failed/

async function follow(state: State, sent: Case, id: string): Promise<void> {
  const began = performance.now()
  const rest = await restOf(state.plan.product.api, id, restWithinSeconds).catch(erasedMeanwhile)
  const outcome = rest === null ? 'erased' : outcomeOf(rest)
  state.slowestDocumentMs = Math.max(state.slowestDocumentMs, performance.now() - began)
  tallyUp(state.documents, outcome.replace(/\d+ pages?/, 'pages'))
  // No finding, and yet what costs most: kept to be looked into.
  if (outcome === 'failed: read.crashed' || outcome === 'failed: read.too_slow')
    await state.plan.keep({ sent, why: outcome, answer: rest?.failure?.detail ?? '' })
  if (unforeseen.test(outcome))
    await note(state, { sent, why: `the document ${outcome}`, answer: rest?.failure?.detail ?? '' })
}

/** Another case may have erased it. */
function erasedMeanwhile(error: Error & { status?: number }): Document | null {
  if (error.status === 410 || error.status === 404) return null
  throw error
}
