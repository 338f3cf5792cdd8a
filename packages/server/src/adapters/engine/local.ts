// The document engine on this machine: child processes read, derive and prepare; this process only watches and signs.
import { createHash } from 'node:crypto'
import { signDetached } from '@countersign/pdf/cms'
import { embedSignature, signDigest } from '@countersign/pdf/seal'
import type { Log } from '../../platform/log.ts'
import { isProblem, Problem } from '../../platform/problem.ts'
import type {
  DocumentEngine,
  EngineFile,
  ReadPage,
  ReadRequest,
  Sealed,
  SealRequest,
  Searchable,
  SearchableRequest,
} from '../../ports/document-engine.ts'
import { createLives, type Lives } from './lives.ts'
import { createMembers, type Members } from './members.ts'
import { createPlan } from './plan.ts'
import { readProblem, sealProblem } from './problems.ts'
import type { Head, Item, ReadLimits } from './protocol.ts'
import { type Crash, isCrash, openSession, type Work } from './session.ts'
import { readSpread } from './spread.ts'

export type EngineSettings = ReadLimits & {
  /** Processes that work at a time. */
  children: number
  /** Resident memory over which one is killed. */
  memoryMb: number
  /** Time for a page; opening the file is part of the first. */
  pageSeconds: number
  log: Log
}

export type LocalEngine = DocumentEngine & {
  /** Processes that are alive now. */
  pids(): number[]
}

type Context = EngineSettings & { members: Members }

export function localEngine(settings: EngineSettings): LocalEngine {
  const members = createMembers(settings)
  const context = { ...settings, members }
  return {
    read: (request) => read(context, request),
    searchable: (request) => searchable(context, request),
    seal: (request) => seal(context, request),
    pids: members.pids,
    close: members.close,
  }
}

const headsOf = (files: readonly EngineFile[]) =>
  files.map(({ contentType, bytes }) => ({ contentType, bytes }))

const limitsOf = ({ maxPages, maxPageMegapixels }: Context): ReadLimits => ({ maxPages, maxPageMegapixels })

/** A reader must start, load its models and be given the file: not for what is done as soon. */
const worthHelpSeconds = 3

async function* read(context: Context, request: ReadRequest): AsyncGenerator<ReadPage> {
  const { files, signal, languages, password } = request
  const work = (counts: readonly number[] | null, stop: AbortSignal): Work => ({
    task: {
      kind: 'read',
      files: headsOf(files),
      languages,
      counts,
      password,
      limits: limitsOf(context),
    },
    files,
    signal: stop,
    secondsPerItem: context.pageSeconds,
    problem: readProblem,
  })
  const pages = readSpread({
    members: context.members,
    work,
    plan: (count) => createPlan(count, request),
    worthSeconds: worthHelpSeconds,
    over: (crash, lives) => overOnce(context, crash, lives),
    signal,
    log: context.log,
  })
  for await (const { item, seconds } of pages)
    yield { page: expect(item.head, 'page').page, preview: item.bytes, seconds }
}

async function searchable(context: Context, request: SearchableRequest): Promise<Searchable> {
  const { files, pages, password, signal } = request
  const work = (): Work => ({
    task: { kind: 'searchable', files: headsOf(files), pages, password, limits: limitsOf(context) },
    files,
    signal,
    secondsPerItem: context.pageSeconds * (1 + pages.length / 20),
    problem: readProblem,
  })
  const { head, bytes } = await theOnly(untilDone(context, work))
  if (head.item === 'original') return { kind: 'original' }
  const { conformance, reasons } = expect(head, 'derived')
  return { kind: 'derived', bytes, conformance, reasons }
}

async function seal(context: Context, { pdf, at, reason, signer, signal }: SealRequest): Promise<Sealed> {
  const work = (): Work => ({
    task: { kind: 'prepare', files: headsOf([pdf]), at, reason },
    files: [pdf],
    signal,
    secondsPerItem: context.pageSeconds,
    problem: sealProblem,
  })
  const { head, bytes } = await theOnly(untilDone(context, work)).catch(sealCrashed)
  const own = { ...signer, chain: [...signer.chain] }
  if (head.item === 'forbidden')
    return { kind: 'detached', cades: await signDetached(await digestOf(pdf), own, { signingTime: at }) }
  const { byteRange, field } = expect(head, 'prepared')
  // The child has parsed a stranger's bytes: what is signed is what is here, not what it says.
  const [, gapStart, gapEnd] = byteRange
  const digest = createHash('sha256')
    .update(bytes.subarray(0, gapStart))
    .update(bytes.subarray(gapEnd))
    .digest('hex')
  const cms = await signDigest(digest, own)
  return { kind: 'embedded', pdf: embedSignature({ bytes, byteRange, digest, field }, cms) }
}

async function digestOf(file: EngineFile): Promise<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of file.open()) hash.update(chunk)
  return hash.digest()
}

function sealCrashed(error: unknown): never {
  if (!isProblem(error) || (error.code !== 'read.crashed' && error.code !== 'read.too_slow')) throw error
  throw new Problem(
    'seal.failed',
    'Sealing this PDF took too much memory or time. Save it again or print it to a new PDF, and upload that.',
    { cause: error },
  )
}

const crashed = (cause: Error) =>
  new Problem(
    'read.crashed',
    'Reading this file took too much memory. Split it into smaller files or scan it at 300 dpi, and upload that.',
    { cause },
  )

const killed = (cause: Error) =>
  new Problem(
    'read.crashed',
    'Reading this file was ended from outside again and again, as a system does that runs out of memory. Give it more memory or fewer readers (COUNTERSIGN_READERS), then POST to /v1/documents/{id}/reopen.',
    { cause },
  )

const tooSlow = ({ pageSeconds }: Context, cause: Error) =>
  new Problem(
    'read.too_slow',
    `Reading a page took longer than the ${pageSeconds} seconds that are allowed, twice. Scan it at 300 dpi or print it to a new PDF, and upload that; or raise COUNTERSIGN_PAGE_SECONDS.`,
    { cause },
  )

function overOnce(context: Context, crash: Crash, lives: Lives): Problem {
  if (crash.tooSlow) return tooSlow(context, crash)
  return lives.allOutside() ? killed(crash) : crashed(crash)
}

/** A child may fall over what it is given, or be killed for what others did: others are tried then, within bounds. */
async function* untilDone(context: Context, work: () => Work): AsyncGenerator<Item> {
  const lives = createLives()
  for (let fresh = false; ; fresh = true) {
    try {
      return yield* attempt(context, work(), fresh)
    } catch (error) {
      if (!isCrash(error)) throw error
      context.log.warn({ task: work().task.kind, why: error.message }, 'a reader was lost')
      if (!lives.lost(0, error)) throw overOnce(context, error, lives)
    }
  }
}

async function* attempt({ members }: Context, work: Work, fresh: boolean): AsyncGenerator<Item> {
  const member = await members.take({ fresh, signal: work.signal })
  const session = openSession(member, work)
  try {
    for (let item = await session.next(); item; item = await session.next()) yield item
  } finally {
    await session.close()
    await members.giveBack(member)
  }
}

async function theOnly(items: AsyncGenerator<Item>): Promise<Item> {
  for await (const item of items) return item
  throw new Error('the reader finished without a result')
}

function expect<Kind extends Head['item']>(head: Head, kind: Kind): Extract<Head, { item: Kind }> {
  if (head.item !== kind) throw new Error(`the reader answered ${head.item} instead of ${kind}`)
  return head as Extract<Head, { item: Kind }>
}
