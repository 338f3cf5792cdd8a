// The document engine on this machine: child processes read, derive and prepare; this process only watches and signs.
import type { VerifyReport } from '@countersign/contract/verification'
import type { Log } from '../../platform/log.ts'
import { isProblem, Problem } from '../../platform/problem.ts'
import type {
  Attachments,
  AttachmentsRequest,
  DocumentEngine,
  EngineFile,
  ReadPage,
  ReadRequest,
  Searchable,
  SearchableRequest,
  VerifyRequest,
} from '../../ports/document-engine.ts'
import { createLives, type Lives } from './children/lives.ts'
import { createMembers, type Members } from './children/members.ts'
import { createPlan } from './plan.ts'
import { readProblem, sealProblem, verifyProblem } from './problems.ts'
import type { Head, Item, ReadLimits } from './protocol.ts'
import { finishSeal, prepareSeal } from './sealing/deferred.ts'
import { openKeyFile, picture, survey } from './sealing/look.ts'
import { type InChild, prolong, seal } from './sealing/seal.ts'
import { type Crash, isCrash, openSession, type Work } from './session.ts'
import { readSpread } from './spread.ts'

export type EngineSettings = ReadLimits & {
  /** Processes that work at a time. */
  children: number
  /** Resident memory over which one is killed. */
  memoryMb: number
  /** Time for a page; opening the file is part of the first. */
  pageSeconds: number
  /** Path of a recogniser that reads all lines. */
  recogniser?: string | undefined
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
    attachments: (request) => attachments(context, request),
    seal: (request) => seal(inChild(context, request.signal), request),
    prepareSeal: (request) => prepareSeal(inChild(context, request.signal), request),
    finishSeal: (request) => finishSeal(inChild(context, request.signal), request),
    verify: (request) => verify(context, request),
    prolong: (request) => prolong(inChild(context, request.signal), request),
    survey: (request) => survey(inChild(context, request.signal), request),
    picture: (request) => picture(inChild(context, request.signal), request),
    openKeyFile: (request) => openKeyFile(inChild(context, request.signal), request),
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
      recogniser: context.recogniser ?? null,
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

/** They are out in milliseconds; nobody should wait a minute for a file that only unpacks. */
const attachmentSeconds = 20

async function attachments(context: Context, request: AttachmentsRequest): Promise<Attachments> {
  const { files, password, signal } = request
  const work = (): Work => ({
    task: { kind: 'attachments', files: headsOf(files), password },
    files,
    signal,
    secondsPerItem: Math.min(context.pageSeconds, attachmentSeconds),
    problem: readProblem,
  })
  const found: Attachments['files'] = []
  try {
    for await (const { head, bytes } of untilDone(context, work)) {
      if (head.item === 'attachment') found.push({ name: head.name, bytes })
    }
  } catch (error) {
    if (!isProblem(error)) throw error
    return { files: found, refused: error.code === 'read.encrypted' ? 'encrypted' : 'crashed' }
  }
  return { files: found, refused: null }
}

/** What seals are made of, one task after the other; any child may do the next. */
const inChild =
  (context: Context, signal: AbortSignal): InChild =>
  (task, files) =>
    theOnly(
      untilDone(context, () => ({
        ...{ task, files, signal, problem: sealProblem },
        secondsPerItem: context.pageSeconds,
      })),
    )

async function verify(context: Context, request: VerifyRequest): Promise<VerifyReport> {
  const { pdf, trusted, at, password, signal } = request
  const work = (): Work => ({
    task: { kind: 'verify', files: headsOf([pdf]), trusted, at, password },
    files: [pdf],
    signal,
    secondsPerItem: context.pageSeconds,
    problem: verifyProblem,
  })
  const { head } = await theOnly(untilDone(context, work))
  return expect(head, 'verified').report
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
