// Many envelopes with three signers each while processes are killed at random: does each come to its end, once?
import { setTimeout as sleep } from 'node:timers/promises'
import type { Envelope } from '@countersign/contract/envelope'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import { killOne, type Target } from '@countersign/e2e/kills/targets'
import { type Arrived, type MailServer, startMailServer } from '@countersign/e2e/mail-server'
import { makeRandom } from '@countersign/fixtures/random'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { type Api, inLanes } from './api.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { type Product, withProduct } from './product.ts'
import { summarise } from './statistics.ts'

export const envelopes: Measurement = {
  name: 'envelopes',
  long: true,
  summary: 'envelopes with three signers each while processes are killed: stuck, signed twice, letters',
  async run(context: Context): Promise<Report> {
    const count = context.documents ?? (context.quick ? 12 : 500)
    const mail = await startMailServer()
    try {
      const settings = { smtpUrl: mail.url, logLevel: 'silent' as const }
      return await withProduct(context, (product) => measure({ context, product, mail, count }), settings)
    } finally {
      await mail.close()
    }
  },
}

type Scene = { context: Context; product: Product; mail: MailServer; count: number }

const signers = 3
const killed: readonly Target[] = ['work', 'work', 'reader', 'backend', 'serve']
/** Who is never let live tells nothing about what comes of a kill. */
const killEveryMs = [3000, 15_000] as const
const patienceMs = 600_000

const contract = () =>
  rawPdf([
    {
      content: [1, 2, 3].map((who) => shown(`{{sign:${who}}}`, [20, 160 - 50 * who, 6])).join('\n'),
    },
  ])

async function measure(scene: Scene): Promise<Report> {
  const { context, product, count } = scene
  const documentId = await uploaded(product.api)
  const began = performance.now()
  const killer = startKiller(product, context.say)
  const signing = startSigners(scene)
  const ids = await inLanes(Array.from({ length: count }), 8, (_, index) =>
    created(product.api, { documentId, index }),
  )
  context.say(`${count} envelopes were taken in`)
  const done = await untilDone(scene, ids)
  const kills = await killer.stop()
  const seconds = (performance.now() - began) / 1000
  // Letters of the last moment.
  await sleep(5000)
  await signing.stop()
  return report(scene, { done, kills, seconds, latencies: signing.latencies })
}

/** Again and again: what is killed comes back. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + 300_000; ; await sleep(200))
    try {
      return await work()
    } catch (error) {
      const { status = 0 } = error as { status?: number }
      if ((status >= 400 && status < 500 && status !== 429) || performance.now() > deadline) throw error
    }
}

async function uploaded(api: Api): Promise<string> {
  const { id } = await api.upload(
    { fileName: 'contract.pdf', contentType: 'application/pdf', bytes: contract() },
    'archive',
  )
  while ((await api.get<{ state: string }>(`/v1/documents/${id}`)).state !== 'completed') await sleep(100)
  return id
}

async function created(
  api: Api,
  { documentId, index }: { documentId: string; index: number },
): Promise<string> {
  const recipients = Array.from({ length: signers }, (_, who) => ({
    name: `Signer ${who + 1}`,
    email: `e${index}-${who + 1}@example.com`,
    step: who < 2 ? 1 : 2,
  }))
  const body = { title: `Contract ${index}`, documents: [{ documentId }], recipients }
  return patiently(async () => {
    const answer = await fetch(`${api.url}/v1/envelopes`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.key}`,
        'content-type': 'application/json',
        'idempotency-key': `contract ${index}`,
      },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw Object.assign(new Error(await answer.text()), { status: answer.status })
    return ((await answer.json()) as Envelope).id
  })
}

function startKiller({ pid: root, api }: Product, say: (line: string) => void) {
  const random = makeRandom(1)
  const aborting = new AbortController()
  const kills: Record<string, number> = {}
  const killing = (async () => {
    const [least, most] = killEveryMs
    for (;;) {
      await sleep(least + random.next() * (most - least), undefined, { signal: aborting.signal })
      const target = random.pick(killed)
      if (killOne(root, target, random)) kills[target] = (kills[target] ?? 0) + 1
      await patiently(() => api.text('/health/ready'))
    }
  })().catch((error: Error) => {
    if (error.name !== 'AbortError') say(`the killer ended: ${error.message}`)
  })
  return {
    async stop() {
      aborting.abort()
      await killing
      return kills
    },
  }
}

/** Everybody signs once a letter has come, and presses the button twice. */
function startSigners({ product: { api }, mail, context }: Scene) {
  const seen = new Set<string>()
  const latencies: number[] = []
  const running = new Set<Promise<void>>()
  const state = { over: false }
  const look = async () => {
    let at = 0
    while (!state.over) {
      for (; at < mail.letters.length && running.size < 8; at += 1) {
        const { link, subject } = mail.letters[at] as Arrived
        if (!link || !/sign/i.test(subject) || seen.has(link)) continue
        seen.add(link)
        const one = signs(api, link)
          .then((ms) => void latencies.push(ms))
          .catch((error: Error) => context.say(`a signer gave up: ${error.message}`))
          .finally(() => running.delete(one))
        running.add(one)
      }
      await sleep(50)
    }
  }
  const looking = look()
  return {
    latencies,
    async stop() {
      state.over = true
      await looking
      await Promise.all(running)
    },
  }
}

async function signs(api: Api, link: string): Promise<number> {
  const url = api.url.replace(/\/$/, '') + link
  const submit = (path: string, form: Record<string, string>) =>
    patiently(async () => {
      const answer = await fetch(`${url}/${path}`, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
      })
      if (answer.status !== 303)
        throw Object.assign(new Error(`${path}: ${answer.status}`), { status: answer.status })
    })
  const page = await patiently(async () => {
    const answer = await fetch(url)
    if (!answer.ok) throw Object.assign(new Error(`the page: ${answer.status}`), { status: answer.status })
    return answer.text()
  })
  await submit('consent', { consent: /name="consent" value="(\w+)"/.exec(page)?.[1] ?? '' })
  const began = performance.now()
  await submit('sign', { typed: 'A Signer' })
  const ms = performance.now() - began
  await submit('sign', { typed: 'A Signer' })
  return ms
}

async function untilDone({ product: { api }, context }: Scene, ids: readonly string[]): Promise<Envelope[]> {
  const done = new Map<string, Envelope>()
  let changed = performance.now()
  while (done.size < ids.length && performance.now() - changed < patienceMs) {
    for (const id of ids.filter((one) => !done.has(one)).slice(0, 50)) {
      const envelope = await patiently(() => api.get<Envelope>(`/v1/envelopes/${id}`))
      if (!envelope.settledAt) continue
      done.set(id, envelope)
      changed = performance.now()
      if (done.size % 50 === 0) context.say(`${done.size} envelopes are done`)
    }
    await sleep(250)
  }
  const missing = ids.filter((id) => !done.has(id))
  return [
    ...done.values(),
    ...(await Promise.all(missing.map((id) => patiently(() => api.get<Envelope>(`/v1/envelopes/${id}`))))),
  ]
}

type Outcome = { done: Envelope[]; kills: Record<string, number>; seconds: number; latencies: number[] }

async function report(scene: Scene, outcome: Outcome): Promise<Report> {
  const { done, kills, seconds, latencies } = outcome
  const all = Object.values(kills).reduce((sum, one) => sum + one, 0)
  const letters = letterFaults(scene.mail.letters)
  const wrong = await Promise.all(done.map((envelope) => faultsOf(scene.product.api, envelope)))
  const { p50, p99 } = summarise(latencies)
  const tooMany = letters.repeated > all ? [`${letters.repeated} letters came again after ${all} kills`] : []
  return {
    tables: [
      {
        title: 'Envelopes with three signers each, processes killed at random',
        columns: ['what', 'count'],
        rows: [
          ['envelopes', done.length],
          ['completed', done.filter(({ state }) => state === 'completed').length],
          ['signed twice, or with a revision too many', wrong.flat().length],
          ['kills', all],
          ...Object.entries(kills).map(([target, times]) => [`… ${target}`, times] as [string, number]),
          ['letters', scene.mail.letters.length],
          ['letters that came again, under the same Message-ID and link', letters.repeated],
          ['seconds', Math.round(seconds)],
          ['ms until a signature was taken in, p50', Math.round(p50)],
          ['… p99', Math.round(p99)],
        ],
      },
    ],
    notes: [
      'One document of a page, sent in all of them; two sign at the same time, the third after them; level B-LTA with the built-in timestamp authority. Every signer presses the button twice.',
    ],
    figures: { ...outcome, done: undefined, letters: scene.mail.letters.length, repeated: letters.repeated },
    broken: [...wrong.flat(), ...letters.faults, ...tooMany].slice(0, 30),
  }
}

async function faultsOf(api: Api, envelope: Envelope): Promise<string[]> {
  const { id, state } = envelope
  if (state !== 'completed') return [`${id} is ${state}, waiting for ${envelope.waitingFor}`]
  const revisions = envelope.documents[0]?.revisions ?? []
  const kinds = revisions.map(({ kind }) => kind).join(' ')
  const who = new Set(revisions.flatMap(({ recipientId }) => recipientId ?? []))
  const facts = await patiently(() => api.get<EnvelopeFacts>(`/v1/envelopes/${id}/facts`))
  const acts = facts.events.filter(({ type }) => type === 'recipient.signed').length
  return [
    ...(kinds === 'certified signed signed signed sealed' && who.size === signers
      ? []
      : [`${id} has ${kinds}`]),
    ...(acts === signers ? [] : [`${id} was signed ${acts} times`]),
  ]
}

/** Two letters for one thing are a fault; the same one again is what a kill may cost. */
function letterFaults(letters: readonly Arrived[]): { repeated: number; faults: string[] } {
  const byId = new Map<string, Arrived>()
  const byReason = new Map<string, string>()
  const faults: string[] = []
  let repeated = 0
  for (const letter of letters) {
    const before = byId.get(letter.messageId)
    if (before) repeated += 1
    if (before && before.link !== letter.link) faults.push(`${letter.messageId} came with two links`)
    byId.set(letter.messageId, letter)
    const reason = `${letter.to} ${letter.subject}`
    const other = byReason.get(reason)
    if (other && other !== letter.messageId) faults.push(`${letter.to} got two letters: ${letter.subject}`)
    byReason.set(reason, letter.messageId)
  }
  return { repeated, faults }
}
