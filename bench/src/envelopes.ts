// Many envelopes with three signers each while processes are killed at random: does each come to its end, once?
import { setTimeout as sleep } from 'node:timers/promises'
import type { Envelope } from '@countersign/contract/envelope'
import type { Target } from '@countersign/e2e/kills/targets'
import { type MailServer, startMailServer } from '@countersign/e2e/mail-server'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { type Api, inLanes } from './api.ts'
import { startKiller } from './envelopes/killer.ts'
import { patiently, startSigners } from './envelopes/signers.ts'
import { faultsOf, letterFaults } from './envelopes/verdict.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { cpuByRole, cpuSince } from './processes.ts'
import { type Product, withProduct } from './product.ts'
import { summarise } from './statistics.ts'
import type { Table } from './table.ts'

export const envelopes: Measurement = {
  name: 'envelopes',
  long: true,
  summary: 'envelopes with three signers each while processes are killed: stuck, signed twice, letters',
  async run(context: Context): Promise<Report> {
    const count = context.documents ?? (context.quick ? 12 : 500)
    const mail = await startMailServer()
    try {
      const settings = { smtpUrl: mail.url }
      return await withProduct(context, (product) => measure({ context, product, mail, count }), settings)
    } finally {
      await mail.close()
    }
  },
}

type Scene = { context: Context; product: Product; mail: MailServer; count: number }

const signers = 3
/** What does not move for so long is taken for stuck. */
const patienceMs = 300_000
/** Files that are verified in full, beside the look at the signatures of every one. */
const verifiedInFull = 20

const contract = () =>
  rawPdf([
    {
      content: [1, 2, 3].map((who) => shown(`{{sign:${who}}}`, [20, 160 - 50 * who, 6])).join('\n'),
    },
  ])

type Outcome = {
  done: Envelope[]
  proven: number
  gaveUp: number
  kills: Partial<Record<Target, number>>
  seconds: number
  latencies: number[]
  /** Of all processes: what was killed is counted with whoever had started it. */
  cpuMs: number
}

async function measure(scene: Scene): Promise<Report> {
  const { context, product, mail, count } = scene
  const { api, pid } = product
  const { say } = context
  const documentId = await uploaded(api)
  const began = performance.now()
  const before = cpuByRole(pid)
  const log = followLog(api)
  const ready = () => api.text('/health/ready')
  const killer = startKiller({ pid, ready, progress: () => mail.letters.length + log.settled.size, say })
  const signing = startSigners({ url: api.url, mail, atOnce: 8, say })
  const ids = await inLanes(Array.from({ length: count }), 4, (_, index) =>
    created(api, { documentId, index }),
  )
  say(`${count} envelopes were taken in`)
  const lines = setInterval(() => say(`${log.settled.size} at an end, ${log.proven.size} proven`), 60_000)
  await untilStill(() => log.settled.size, count)
  const kills = await killer.stop()
  const seconds = (performance.now() - began) / 1000
  await untilStill(() => log.proven.size, count)
  clearInterval(lines)
  const cpuMs = Object.values(cpuSince(before, cpuByRole(pid))).reduce((sum, ms) => sum + ms, 0)
  await signing.stop()
  await log.stop()
  const done = await inLanes(ids, 4, (id) => patiently(() => api.get<Envelope>(`/v1/envelopes/${id}`)))
  const { latencies, gaveUp } = signing
  const proven = log.proven.size
  return report(scene, { done, proven, kills, seconds, latencies, gaveUp: gaveUp(), cpuMs })
}

async function uploaded(api: Api): Promise<string> {
  const { id } = await api.upload(
    { fileName: 'contract.pdf', contentType: 'application/pdf', bytes: contract() },
    'archive',
  )
  for (;;) {
    const { state } = await api.get<{ state: string }>(`/v1/documents/${id}`)
    if (state === 'completed') return id
    if (state === 'failed') throw new Error('The contract could not be read.')
    await sleep(500)
  }
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

/** What the log of events says of envelopes, read as any client reads it: one long question at a time. */
function followLog(api: Api) {
  const settled = new Set<string>()
  const proven = new Set<string>()
  let over = false
  const following = (async () => {
    for (let cursor = 'latest'; !over; ) {
      const page = await patiently(() => api.events({ cursor, wait: 10 }))
      cursor = page.nextCursor
      for (const { type, subject } of page.items) {
        if (/^envelope\.(completed|failed|declined|voided|expired)$/.test(type)) settled.add(subject)
        if (type === 'envelope.proven') proven.add(subject)
      }
    }
  })()
  return {
    settled,
    proven,
    async stop() {
      over = true
      await following
    },
  }
}

async function untilStill(look: () => number, wanted: number): Promise<void> {
  let last = { count: look(), at: performance.now() }
  for (; last.count < wanted && performance.now() - last.at < patienceMs; await sleep(250))
    if (look() !== last.count) last = { count: look(), at: performance.now() }
}

async function judged(scene: Scene, { done }: Outcome): Promise<string[]> {
  const every = Math.max(1, Math.ceil(done.length / verifiedInFull))
  const { api } = scene.product
  const faults = await inLanes(done, 4, (envelope, index) =>
    faultsOf(envelope, { api, signers, verified: index % every === 0 }),
  )
  return faults.flat()
}

async function report(scene: Scene, outcome: Outcome): Promise<Report> {
  const { done, proven, kills, seconds, latencies, gaveUp, cpuMs } = outcome
  const killed = Object.values(kills).reduce((sum, one) => sum + one, 0)
  const letters = letterFaults(scene.mail.letters)
  const wrong = await judged(scene, outcome)
  const sent = scene.mail.letters.length
  const { repeated } = letters
  const broken = [
    ...wrong,
    ...letters.faults,
    ...(repeated > killed ? [`${repeated} letters came again after ${killed} kills`] : []),
    ...(proven < done.length ? [`${done.length - proven} certificates of completion are missing`] : []),
    ...(gaveUp > 0 ? [`${gaveUp} signers could not sign`] : []),
  ]
  return {
    tables: [verdictTable(outcome, { wrong: wrong.length, killed, sent, repeated })],
    notes: [
      'One document of a page, sent in all of them; two sign at the same time, the third after them; level B-LTA with the built-in timestamp authority. Every signer presses the button twice.',
      `The signatures of every file are counted in its bytes; up to ${verifiedInFull} files are verified in full. After a kill, the next waits until the product moves again.`,
    ],
    figures: { kills, seconds, latencies, cpuMs, letters: sent, repeated },
    broken: broken.slice(0, 30),
  }
}

type Counts = { wrong: number; killed: number; sent: number; repeated: number }

function verdictTable(outcome: Outcome, { wrong, killed, sent, repeated }: Counts): Table {
  const { done, proven, kills, seconds, latencies, cpuMs } = outcome
  const { p50, p99 } = summarise(latencies)
  return {
    title: 'Envelopes with three signers each, processes killed at random',
    columns: ['what', 'count'],
    rows: [
      ['envelopes', done.length],
      ['completed', done.filter(({ state }) => state === 'completed').length],
      ['with a certificate of completion', proven],
      ['faults, such as signed twice or a revision too many', wrong],
      ['kills', killed],
      ...Object.entries(kills).map(([target, times]) => [`… ${target}`, times]),
      ['letters', sent],
      ['letters that came again, under the same Message-ID and link', repeated],
      ['seconds until all were complete', Math.round(seconds)],
      ['ms until a signature was taken in, p50', Math.round(p50)],
      ['… p99', Math.round(p99)],
      ['ms of CPU for an envelope, starts after kills included', Math.round(cpuMs / done.length)],
    ],
  }
}
