import { DocumentParams } from '@countersign/contract/document'
import { ConsistencyProof, ConsistencyQuery, EventPlace, EventProof } from '@countersign/contract/evidence'
import { formatVerifierKey, type VerifierKey } from '@countersign/evidence/note'
import { parseTilePath, widthIn } from '@countersign/evidence/tiles'
import { Type } from 'typebox'
import { type Db, withAccount, withSystem } from '../db/sql.ts'
import { hasEvents } from '../events/events.store.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { newestCheckpoint } from './checkpoints.store.ts'
import { cosignedNote } from './checkpoints.ts'
import { findEvent } from './proof.store.ts'
import { noCheckpoint, proveConsistency, proveEvent } from './proof.ts'
import { readTiles } from './tree.store.ts'

export type ProofRoutesOptions = {
  db: Db
  /** The key that the log signs with now; its name is that of the log. */
  logKey: () => Promise<VerifierKey>
  /** Checkpoints and tiles for everybody. */
  open: boolean
}

/** The printed reference is made without any settings, and says what holds unless they open it. */
const needsOf = ({ open }: ProofRoutesOptions) => (open === true ? 'public' : 'documents:read')
const plain = 'text/plain; charset=utf-8'

function proofRoute(http: Http, { db, logKey }: ProofRoutesOptions) {
  http.get(
    '/v1/documents/:id/events/:position/proof',
    {
      schema: {
        operationId: 'events.proof',
        problems: ['document.not_found', 'event.not_found', 'event.not_proven'],
        tags: ['Events'],
        summary: 'Proof that an event stands in the log at its place',
        description:
          'Holds without this server: with the key of the log, and those of witnesses, anybody can check it.',
        params: Type.Object({ ...EventPlace.properties, ...DocumentParams.properties }),
        response: { 200: EventProof },
      },
      config: { needs: 'documents:read' },
    },
    async ({ caller: { accountId }, params: { id, position } }) => {
      const event = await withAccount(db, accountId, async (tx) => {
        const found = await findEvent(tx, accountId, position)
        if (found?.subject === id) return found
        if (!(await hasEvents(tx, accountId, id)))
          throw new Problem('document.not_found', `There is no document ${id}.`)
        throw new Problem('event.not_found', `Nothing about document ${id} stands at position ${position}.`)
      })
      const { name } = await logKey()
      return await withSystem(db, (tx) => proveEvent(tx, { origin: name, position, event }))
    },
  )
}

function checkpointRoutes(http: Http, options: ProofRoutesOptions) {
  const { db, logKey } = options
  http.get(
    '/v1/log/key',
    {
      schema: {
        operationId: 'log.key',
        tags: ['Events'],
        summary: 'The key that checkpoints of the log are checked with',
        description:
          'Name, id and Ed25519 key in one line (c2sp.org/signed-note). Keep it apart from this server.',
        produces: ['text/plain'],
      },
      config: { needs: needsOf(options) },
    },
    async (_request, reply) => reply.type(plain).send(`${formatVerifierKey(await logKey())}\n`),
  )
  http.get(
    '/v1/log/checkpoint',
    {
      schema: {
        operationId: 'log.checkpoint',
        problems: ['checkpoint.not_found'],
        tags: ['Events'],
        summary: 'The newest signed checkpoint of the log',
        description:
          'What the log says it holds, signed, with the signatures of witnesses (c2sp.org/tlog-checkpoint). The hashes of the tree are at `/v1/log/tile/…` (c2sp.org/tlog-tiles).',
        produces: ['text/plain'],
      },
      config: { needs: needsOf(options) },
    },
    async (_request, reply) => {
      const { name } = await logKey()
      const note = await withSystem(db, async (tx) => {
        const newest = await newestCheckpoint(tx, name)
        return newest ? await cosignedNote(tx, newest) : null
      })
      if (note === null) throw noCheckpoint()
      return reply.header('cache-control', 'no-cache').type(plain).send(note)
    },
  )
  http.get(
    '/v1/log/consistency',
    {
      schema: {
        operationId: 'log.consistency',
        problems: ['checkpoint.not_found', 'checkpoint.ahead'],
        tags: ['Events'],
        summary: 'Proof that the newest checkpoint goes on from an earlier one',
        querystring: ConsistencyQuery,
        response: { 200: ConsistencyProof },
      },
      config: { needs: needsOf(options) },
    },
    async ({ query }) => {
      const { name } = await logKey()
      return await withSystem(db, (tx) => proveConsistency(tx, name, query.from))
    },
  )
}

/** Has no place in the reference: its address is a path of any depth, as c2sp.org/tlog-tiles says. */
function tileRoute(http: Http, options: ProofRoutesOptions) {
  const { db } = options
  http.get('/v1/log/tile/*', { config: { needs: needsOf(options) } }, async (request, reply) => {
    const nothing = () =>
      new Problem('tile.not_found', 'There is no such tile, or not yet one of that width.')
    const id = parseTilePath((request.params as { '*': string })['*'])
    if (!id) throw nothing()
    const { name } = await options.logKey()
    const hashes = await withSystem(db, async (tx) => {
      // What no checkpoint speaks of is nobody's business yet.
      const size = (await newestCheckpoint(tx, name))?.size ?? 0
      if (widthIn(id, size) < id.width) throw nothing()
      const [tile] = await readTiles(tx, [id])
      return tile?.hashes.subarray(0, id.width * 32)
    })
    if (hashes?.length !== id.width * 32) throw nothing()
    return reply
      .header('cache-control', 'max-age=31536000, immutable')
      .type('application/octet-stream')
      .send(Buffer.from(hashes))
  })
}

export function proofRoutes(http: Http, options: ProofRoutesOptions): void {
  proofRoute(http, options)
  checkpointRoutes(http, options)
  tileRoute(http, options)
}
