import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cut } from './receive.ts'

async function* chunks(sizes: readonly number[], failure?: Error): AsyncGenerator<Uint8Array> {
  let at = 0
  for (const size of sizes) yield Uint8Array.from({ length: size }, () => at++ % 251)
  if (failure) throw failure
}

async function piecesOf(pieces: ReturnType<typeof cut>): Promise<Buffer[]> {
  const found: Buffer[] = []
  while (await pieces.more()) found.push(Buffer.concat(await Array.fromAsync(pieces.piece())))
  return found
}

test('what arrives in chunks of any size is cut into pieces of one size, and no byte is lost or moved', async () => {
  for (const sizes of [[10], [3, 3, 4], [25], [0, 10, 0, 10], [1, 1, 1], [7, 26, 5, 0], []]) {
    const whole = Buffer.concat(await Array.fromAsync(chunks(sizes)))
    const found = await piecesOf(cut(chunks(sizes), 10))
    assert.deepEqual(Buffer.concat(found), whole, String(sizes))
    for (const piece of found.slice(0, -1)) assert.equal(piece.length, 10)
    assert.ok(found.every(({ length }) => length > 0 && length <= 10))
  }
})

test('a line that breaks ends the last piece with what had come, and says why afterwards', async () => {
  const broken = new Error('broken')
  const pieces = cut(chunks([10, 4], broken), 10)
  const found = await piecesOf(pieces)
  assert.deepEqual(
    found.map(({ length }) => length),
    [10, 4],
  )
  assert.equal(pieces.failure(), broken)
})
