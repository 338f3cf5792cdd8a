// The log that nobody can rewrite: how fast its tree is built behind it, and what logging adds to a commit.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ensureFirstAccount } from '@countersign/server/access/accounts'
import { memoryKms } from '@countersign/server/adapters/key/memory'
import { startEmbedded } from '@countersign/server/db/embedded'
import { migrate, serviceUrl } from '@countersign/server/db/migrate'
import { connect, type Db, type Tx, withAccount, withSystem } from '@countersign/server/db/sql'
import { type Recorder, recordEvent, standingSince } from '@countersign/server/documents/record'
import { appendEvent, bySystem } from '@countersign/server/events/append'
import { sequence } from '@countersign/server/events/sequencer'
import { systemClock } from '@countersign/server/platform/clock'
import { idsWith } from '@countersign/server/platform/ids'
import { growTree } from '@countersign/server/proof/tree'
import { sql } from 'kysely'
import type { Order } from './log-behind.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import type { Table } from './table.ts'

/** Leaves a second, and share of a commit's time. */
const aims = { leaves: 20_000, added: 0.1 }

export const log: Measurement = {
  name: 'log',
  summary: 'leaves a second of the tree behind the log, and what logging adds to the time of a commit',
  run: (context) => withCluster((url) => measure(context, url)),
}

/** The bundled database as the product runs it, with every commit on disk. */
async function withCluster<T>(work: (url: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-log-'))
  // As root the database runs as nobody, who must pass through.
  await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
  const embedded = await startEmbedded({ folder })
  try {
    const password = randomBytes(12).toString('hex')
    await migrate(embedded.url, { servicePassword: password })
    return await work(serviceUrl(embedded.url, password))
  } finally {
    await embedded.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

type Built = { events: number; seconds: number; cpuSeconds: number }

async function measure({ quick, say }: Context, url: string): Promise<Report> {
  const { db, close } = connect(url, { max: 4 })
  try {
    const newId = idsWith(systemClock)
    const { accountId } = await ensureFirstAccount({ db, kms: memoryKms(), clock: systemClock, newId })
    const count = quick ? 40_000 : 200_000
    say(`writing ${count} events`)
    await fill(db, { accountId, count })
    say('giving them positions')
    const placed = await timed(count, async () => {
      while ((await sequence(db, 5000))?.placed);
    })
    say('building the tree')
    const built = await timed(count, async () => {
      while (((await growTree(db))?.lag ?? 1) > 0);
    })
    say('measuring commits')
    const commits = await measureCommits({
      db,
      url,
      accountId,
      rounds: quick ? 3 : 9,
      each: quick ? 60 : 200,
    })
    return reportOf({ placed, built, commits })
  } finally {
    await close()
  }
}

/** CPU of this process only; that of the database is in the time. */
async function timed(events: number, work: () => Promise<void>): Promise<Built> {
  const cpu = process.cpuUsage()
  const began = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { events, seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 }
}

/** Many copies of a real event's text, each with an id of its own. */
async function fill(db: Db, { accountId, count }: { accountId: string; count: number }): Promise<void> {
  const id = 'evt_01m802r060ez9xd6mae80wxwzh'
  await withAccount(db, accountId, async (tx) => {
    const { account, ...body } = await appendEvent(tx, accountId, {
      id,
      type: 'document.read',
      subject: 'doc_01m802qq962rsx7hk4r6pg568s',
      run: 1,
      version: 2,
      data: { pages: 3, ocrPages: 3, blankPages: 0, advisedPages: 0, confidence: 0.987 },
      clock: systemClock,
      ...bySystem('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
    })
    const text = JSON.stringify({ account, ...body })
    await sql`insert into events (id, account_id, subject, type, run, version, at, body)
      select ${id} || n, ${accountId}, 'doc_' || n, 'document.read', 1, 2, now(), replace(${text}::text, ${id}, ${id} || n)
      from generate_series(2, ${count}::int) n`.execute(tx)
  })
}

const kinds = ['no event', 'event', 'event, positions behind', 'event, positions and tree behind'] as const
type Kind = (typeof kinds)[number]
type Commits = Record<Kind, number[]>

type Committing = { db: Db; url: string; accountId: string; rounds: number; each: number }

/** In turns, so that what else the machine does meets all alike; the first round only warms up. */
async function measureCommits({ db, url, accountId, rounds, each }: Committing): Promise<Commits> {
  const behind = fork(fileURLToPath(new URL('./log-behind.ts', import.meta.url)))
  const tell = async (order: Order) => {
    behind.send(order)
    await once(behind, 'message')
  }
  const step = await stepper(db, accountId)
  const times: Commits = {
    'no event': [],
    event: [],
    'event, positions behind': [],
    'event, positions and tree behind': [],
  }
  try {
    for (let round = 0; round <= rounds; round += 1)
      for (const kind of kinds) {
        await tell(kind.endsWith('behind') ? { url, tree: kind.includes('tree') } : 'rest')
        // Connecting, and a first checkpoint, are no part of it.
        await sleep(1500)
        for (let at = 0; at < each; at += 1) {
          const began = performance.now()
          await withAccount(db, accountId, (tx) => step(tx, kind !== 'no event'))
          if (round > 0) times[kind].push(performance.now() - began)
        }
      }
    return times
  } finally {
    behind.disconnect()
    await once(behind, 'exit')
  }
}

/** One step of a document as the runner writes it: what was found (8 kB), the new state, and its event. */
async function stepper(db: Db, accountId: string): Promise<(tx: Tx, logged: boolean) => Promise<void>> {
  const newId = idsWith(systemClock)
  const documentId = newId('doc')
  const enqueue = async () => {
    throw new Error('no job is written')
  }
  const recorder: Recorder = { queue: { enqueue } as never, clock: systemClock, newId }
  const body = randomBytes(8192)
  await withSystem(db, (tx) =>
    sql`insert into documents (id, account_id, state, run, version, workflow, workflow_version, tier, languages,
      created_at, updated_at) values (${documentId}, ${accountId}, 'completed', 1, 1, 'archive', 1, 'standard', '{}', now(), now())`.execute(
      tx,
    ),
  )
  return async (tx, logged) => {
    const row = { documentId, accountId, run: 1, body, updatedAt: systemClock() }
    await tx
      .insertInto('extractions')
      .values(row)
      .onConflict((conflict) => conflict.columns(['documentId', 'run']).doUpdateSet({ body }))
      .execute()
    if (logged) {
      const change = {
        documentId,
        event: 'document.trimmed',
        data: { artifacts: ['layout'] },
        recorder,
      } as const
      await recordEvent(tx, accountId, { ...change, ...bySystem(null) })
      return
    }
    // The same without the line of the log.
    const standing = await standingSince(tx, accountId, { documentId, seen: undefined })
    await tx
      .updateTable('documents')
      .set({ version: (standing?.version ?? 0) + 1, updatedAt: systemClock() })
      .where('accountId', '=', accountId)
      .where('id', '=', documentId)
      .execute()
  }
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? Number.NaN
const median = (values: readonly number[]): number => quantile(values, 0.5)
/** What a commit takes where nothing else is in its way: a busy machine moves this least. */
const quick = (values: readonly number[]): number => quantile(values, 0.1)

type Measured = { placed: Built; built: Built; commits: Commits }

const behindTable = (placed: Built, built: Built): Table => ({
  title: 'Behind the log',
  columns: ['what', 'events', 'seconds', 'a second', 'CPU µs each', 'aim a second'],
  rows: [['positions', placed, null] as const, ['tree', built, aims.leaves] as const].map(
    ([what, { events, seconds, cpuSeconds }, aim]) => [
      what,
      events,
      seconds,
      events / seconds,
      (cpuSeconds * 1e6) / events,
      aim,
    ],
  ),
})

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** Everything that logging is, against the same commit without it. */
function commitTable(commits: Commits): Table {
  const [bare = 0] = kinds.map((kind) => median(commits[kind]))
  const [bareQuick = 0] = kinds.map((kind) => quick(commits[kind]))
  return {
    title: 'A commit',
    columns: ['with', 'commits', 'median ms', 'over no event', 'aim', 'quickest tenth ms', 'over no event'],
    rows: kinds.map((kind, at) => {
      const [own, ownQuick] = [median(commits[kind]), quick(commits[kind])]
      const [over, overQuick] = [percent(own / bare - 1), percent(ownQuick / bareQuick - 1)]
      const compared = at === 0 ? ['–', '–'] : [over, percent(aims.added)]
      return [kind, commits[kind].length, own, ...compared, ownQuick, at === 0 ? '–' : overQuick]
    }),
  }
}

function reportOf({ placed, built, commits }: Measured): Report {
  const medians = kinds.map((kind) => median(commits[kind]))
  const [bare = 0, , , all = 0] = medians
  const added = all / bare - 1
  const perSecond = built.events / built.seconds
  const broken = [
    ...(perSecond < aims.leaves
      ? [`${Math.round(perSecond)} leaves a second instead of ${aims.leaves}`]
      : []),
    ...(added > aims.added ? [`the log adds ${percent(added)} to a commit`] : []),
  ]
  return {
    tables: [behindTable(placed, built), commitTable(commits)],
    notes: [
      'The tree: hashes of leaves made in the database, inner nodes and tiles here, 8,192 events a transaction, from events that are there already. CPU is that of our process.',
      'A commit: one step of a document as the runner writes it (8 kB of results, the state, the event), one after the other with every commit on disk; the process behind shares the machine. "No event" writes the same without a line in the log; everything is compared with it.',
    ],
    figures: {
      log: { placed, built, medians: Object.fromEntries(kinds.map((kind, at) => [kind, medians[at]])) },
    },
    broken,
  }
}
