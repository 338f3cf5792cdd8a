import { DocumentParams } from '@countersign/contract/document'
import { DocumentEventQuery, EventPage, EventQuery, EventStreamQuery } from '@countersign/contract/event'
import type { FastifyReply } from 'fastify'
import { type Db, type Tx, withAccount } from '../db/sql.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { Bell } from './bell.ts'
import { cursorInvalid, formatCursor, parseCursor } from './cursor.ts'
import { type EventFilter, type EventSlice, hasEvents, newestPosition, readEvents } from './events.store.ts'
import { type Seats, seats } from './seats.ts'
import { type StreamLimits, streamEvents } from './stream.ts'

export type EventRoutesOptions = {
  db: Db
  bell: Bell
  /** Connections of one account that may wait at once, in this process. */
  readersPerAccount?: number
  streamLimits?: Partial<StreamLimits>
}

type Chosen = { types?: string | undefined; subject?: string | undefined }

const filterOf = ({ types, subject }: Chosen): Pick<EventFilter, 'types' | 'subject'> => ({
  types: types?.split(',').map((type) => type.trim()) ?? [],
  subject,
})

async function startOf(tx: Tx, accountId: string, cursor: string | undefined): Promise<number> {
  if (cursor === undefined) return 0
  const newest = await newestPosition(tx, accountId)
  if (cursor === 'latest') return newest
  const after = parseCursor(cursor)
  // No page of ours leads there; after a restore from a backup, going on silently would skip events.
  if (after > newest) throw cursorInvalid()
  return after
}

const toPage = ({ items, reached }: EventSlice): EventPage => ({
  items,
  nextCursor: formatCursor(reached),
})

// A buffering proxy (nginx) would hold events back until its buffer is full.
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  // A connection that outlives its stream would hold up the closing of the server.
  connection: 'close',
}

/** Aborts after `seconds`, when the client goes away, or when the server closes. */
function patience(reply: FastifyReply, seconds: number, closing: AbortSignal): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return AbortSignal.any([gone.signal, closing, AbortSignal.timeout(seconds * 1000)])
}

type Reading = { db: Db; accountId: string; query: EventQuery; after: number }

/** Searches on while it finds nothing and there is more. */
async function readPage({ db, accountId, query, after }: Reading): Promise<EventSlice> {
  const filter = { ...filterOf(query), after, limit: query.limit }
  for (;;) {
    const slice = await withAccount(db, accountId, (tx) => readEvents(tx, accountId, filter))
    if (slice.items.length > 0 || !slice.more) return slice
    filter.after = slice.reached
  }
}

/** Where there is nothing yet, reads again whenever the bell rings, until `signal` ends it. */
async function readOrWait(reading: Reading, { bell, signal }: { bell: Bell; signal: AbortSignal }) {
  let { after } = reading
  for (;;) {
    const place = bell.wait(reading.accountId)
    signal.addEventListener('abort', place.leave)
    try {
      const page = await readPage({ ...reading, after })
      if (page.items.length > 0 || signal.aborted) return page
      after = page.reached
      await place.rung
      if (signal.aborted) return page
    } finally {
      place.leave()
      signal.removeEventListener('abort', place.leave)
    }
  }
}

type Waiting = { places: Seats; closing: AbortSignal }

function feedRoute(http: Http, { db, bell }: EventRoutesOptions, { places, closing }: Waiting) {
  http.get(
    '/v1/events',
    {
      schema: {
        operationId: 'events.list',
        problems: ['cursor.invalid', 'event.too_many_readers'],
        tags: ['Events'],
        summary: 'The log of the account, in order',
        querystring: EventQuery,
        response: { 200: EventPage },
      },
      config: { needs: 'documents:read' },
    },
    async (request, reply): Promise<EventPage> => {
      const { accountId } = request.caller
      const { query } = request
      const after = await withAccount(db, accountId, (tx) => startOf(tx, accountId, query.cursor))
      const reading = { db, accountId, query, after }
      if (query.wait === 0) return toPage(await readPage(reading))
      const leave = places.take(accountId)
      const signal = patience(reply, query.wait, closing)
      const page = await readOrWait(reading, { bell, signal }).finally(leave)
      if (closing.aborted) reply.header('connection', 'close')
      return toPage(page)
    },
  )
}

function streamRoute(
  http: Http,
  { db, bell, streamLimits }: EventRoutesOptions,
  { places, closing }: Waiting,
) {
  http.get(
    '/v1/events/stream',
    {
      schema: {
        operationId: 'events.stream',
        problems: ['cursor.invalid', 'event.too_many_readers'],
        tags: ['Events'],
        summary: 'The log of the account as server-sent events',
        description: '`id` is the cursor, `data` the event; `event: end` says why the stream ends.',
        querystring: EventStreamQuery,
        produces: ['text/event-stream'],
      },
      config: { needs: 'documents:read' },
    },
    async (request, reply) => {
      const { accountId } = request.caller
      const last = request.headers['last-event-id']
      const cursor = typeof last === 'string' && last !== '' ? last : request.query.cursor
      const after = await withAccount(db, accountId, (tx) => startOf(tx, accountId, cursor))
      const leave = places.take(accountId)
      reply.hijack()
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value)
      reply.raw.writeHead(200, streamHeaders)
      const filter = { ...filterOf(request.query), after }
      await streamEvents(reply.raw, { db, bell, log: request.log, accountId, filter, closing }, streamLimits)
      leave()
    },
  )
}

function documentRoute(http: Http, { db }: EventRoutesOptions) {
  http.get(
    '/v1/documents/:id/events',
    {
      schema: {
        operationId: 'documents.events',
        problems: ['cursor.invalid', 'document.not_found'],
        tags: ['Events'],
        summary: 'Everything that happened to a document, in order',
        params: DocumentParams,
        querystring: DocumentEventQuery,
        response: { 200: EventPage },
      },
      config: { needs: 'documents:read' },
    },
    ({ caller: { accountId }, params: { id }, query }): Promise<EventPage> =>
      withAccount(db, accountId, async (tx) => {
        if (!(await hasEvents(tx, accountId, id)))
          throw new Problem('document.not_found', `There is no document ${id}.`)
        const after = await startOf(tx, accountId, query.cursor)
        return toPage(await readEvents(tx, accountId, { after, limit: query.limit, types: [], subject: id }))
      }),
  )
}

export function eventRoutes(http: Http, options: EventRoutesOptions) {
  const closing = new AbortController()
  http.addHook('preClose', async () => closing.abort())
  const waiting = { places: seats(options.readersPerAccount ?? 100), closing: closing.signal }
  feedRoute(http, options, waiting)
  streamRoute(http, options, waiting)
  documentRoute(http, options)
}
