import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConsistencyProof, EventProof } from '@countersign/contract/evidence'
import { isSignedBy, readCheckpoint } from '@countersign/evidence/checkpoint'
import { verifyInclusion } from '@countersign/evidence/inclusion'
import { formatVerifierKey, parseVerifierKey } from '@countersign/evidence/note'
import { isConsistent, rootOf } from '@countersign/evidence/proofs'
import { formatTilePath, hashesIn, tilesFor, widthIn } from '@countersign/evidence/tiles'
import canonicalize from 'canonicalize'
import { eventServer, otherAccount } from '../events/testing.ts'
import { systemClock } from '../platform/clock.ts'
import { signCheckpoint } from './checkpoints.ts'
import { memorySigner } from './memory-signer.fixture.ts'
import { proofRoutes } from './proof.routes.ts'
import { growTree } from './tree.ts'

async function proofServer(t: Parameters<typeof eventServer>[0], { open = false } = {}) {
  const server = await eventServer(t)
  const { http, ports, headers } = server
  const signer = memorySigner('example.com/log')
  proofRoutes(http, { db: ports.db, logKey: async () => signer.key, open })
  const seal = async () => {
    while ((await growTree(ports.db))?.lag !== 0);
    return signCheckpoint({ db: ports.db, signer, clock: systemClock }, 0)
  }
  const get = async (url: string, by: Record<string, string> = headers) => {
    const answer = await http.inject({ method: 'GET', url: `/v1${url}`, headers: by })
    return {
      status: answer.statusCode,
      answer,
      code: answer.statusCode < 400 ? '' : (answer.json().code as string),
    }
  }
  return { ...server, seal, get, signer }
}

test('an event is proven to stand in the log, by what its reader has and nothing else', async (t) => {
  const { happen, seal, get, document, read } = await proofServer(t)
  const id = document()
  for (let version = 1; version <= 5; version += 1) await happen(id, 'document.read', version)
  const { body } = await read('/events')
  assert.equal((await get(`/documents/${id}/events/3/proof`)).code, 'event.not_proven')
  await seal()
  const keys = { logs: [parseVerifierKey((await get('/log/key')).answer.body)], witnesses: [] }
  for (const { position, ...event } of body.items) {
    const { answer } = await get(`/documents/${id}/events/${position}/proof`)
    const { proof, entry } = answer.json() as EventProof
    // The feed shows the event with its position; without it, it is what was hashed.
    assert.equal(canonicalize(event), entry)
    const verdict = verifyInclusion(entry, proof, keys)
    assert.ok(verdict.holds, verdict.words)
    assert.ok(!verifyInclusion(entry.replace('read', 'seen'), proof, keys).holds)
  }
})

test('nobody gets a proof of what is not theirs', async (t) => {
  const server = await proofServer(t)
  const { happen, seal, get, document } = server
  const [id, second] = [document(), document()]
  await happen(id, 'document.received', 1)
  await happen(second, 'document.received', 1)
  await seal()
  const other = await otherAccount(server)
  assert.equal((await get(`/documents/${id}/events/1/proof`)).status, 200)
  assert.equal((await get(`/documents/${id}/events/1/proof`, other.headers)).code, 'document.not_found')
  assert.equal((await get(`/documents/${id}/events/2/proof`)).code, 'event.not_found')
  assert.equal((await get(`/documents/${document()}/events/1/proof`)).code, 'document.not_found')
})

test('checkpoint, consistency and tiles fit together as other programs expect them', async (t) => {
  const { happen, seal, get, document, signer } = await proofServer(t)
  assert.equal((await get('/log/checkpoint')).code, 'checkpoint.not_found')
  assert.equal((await get('/log/consistency?from=0')).code, 'checkpoint.not_found')
  for (let version = 1; version <= 3; version += 1) await happen(document(), 'document.read', version)
  await seal()
  const before = readCheckpoint((await get('/log/checkpoint')).answer.body)
  for (let version = 1; version <= 4; version += 1) await happen(document(), 'document.read', version)
  await seal()
  const { answer } = await get('/log/checkpoint')
  const after = readCheckpoint(answer.body)
  assert.match(String(answer.headers['content-type']), /^text\/plain/)
  assert.ok(isSignedBy(after, signer.key) && before.size === 3 && after.size === 7)
  const between = (await get('/log/consistency?from=3')).answer.json() as ConsistencyProof
  const hashes = between.hashes.map((one) => Buffer.from(one, 'base64'))
  assert.ok(isConsistent(before, after, hashes))
  assert.equal((await get('/log/consistency?from=8')).code, 'checkpoint.ahead')
  const ids = tilesFor((hashAt) => rootOf(hashAt, 7))
  const tiles = await Promise.all(
    ids.map(async (id) => {
      const tile = await get(`/log/tile/${formatTilePath(id, widthIn(id, 7))}`)
      assert.match(String(tile.answer.headers['cache-control']), /immutable/)
      return { ...id, hashes: tile.answer.rawPayload }
    }),
  )
  assert.deepEqual(Buffer.from(rootOf(hashesIn(tiles), 7)), Buffer.from(after.root))
  for (const path of ['0/000', '0/000.p/8', '1/000.p/1', '0/001', 'x', '0/..%2f', '63/000.p/1'])
    assert.equal((await get(`/log/tile/${path}`)).code, 'tile.not_found', path)
})

test('the log is for those with a key, unless it is made public', async (t) => {
  const shut = await proofServer(t)
  const open = await proofServer(t, { open: true })
  const paths = ['/log/key', '/log/checkpoint', '/log/consistency?from=0', '/log/tile/0/000.p/1']
  for (const { happen, seal, document } of [shut, open]) {
    await happen(document(), 'document.read', 1)
    await seal()
  }
  for (const path of paths) {
    assert.equal((await shut.get(path, {})).code, 'key.missing', path)
    assert.equal((await open.get(path, {})).status, 200, path)
  }
  assert.equal((await open.get('/log/key', {})).answer.body, `${formatVerifierKey(open.signer.key)}\n`)
})
