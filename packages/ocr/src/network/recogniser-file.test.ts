import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { bytesField, type Field, writeFields } from './protobuf.ts'
import { checkClasses } from './recogniser.ts'
import { readRecogniserFile } from './recogniser-file.ts'

const side = (size: number | null): Field =>
  bytesField(1, writeFields(size === null ? [bytesField(2, 'w')] : [{ number: 1, wire: 0, value: size }]))

/** As much of an ONNX file as says what goes in and which characters come out. */
function networkFile(sides: (number | null)[], characters?: string): Uint8Array {
  const shape = writeFields(sides.map(side))
  const type = writeFields([
    bytesField(1, writeFields([{ number: 1, wire: 0, value: 1 }, bytesField(2, shape)])),
  ])
  const input = writeFields([bytesField(1, 'line'), bytesField(2, type)])
  const note = writeFields([bytesField(1, 'character'), bytesField(2, characters ?? '')])
  return writeFields([
    bytesField(7, writeFields([bytesField(11, input)])),
    ...(characters === undefined ? [] : [bytesField(14, note)]),
  ])
}

async function inFolder(t: TestContext, files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recogniser-'))
  t.after(() => rm(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return join(folder, 'model.onnx')
}

describe('a recogniser as a file', () => {
  it('says itself which lines it wants and what it writes', async (t) => {
    const path = await inFolder(t, { 'model.onnx': networkFile([null, 1, 40, null], 'a\nß\n€\n ') })
    const { alphabet, shape } = readRecogniserFile(path)
    assert.deepEqual(alphabet, ['', 'a', 'ß', '€', ' ', ' '])
    assert.deepEqual(shape, { height: 40, step: 4, channels: 1 })
  })

  it('may have its characters in a text file beside it', async (t) => {
    const files = { 'model.onnx': networkFile([2 ** 40, 3, 2 ** 40, null]), 'model.txt': 'x\r\ny\r\n' }
    const { alphabet, shape } = readRecogniserFile(await inFolder(t, files))
    assert.deepEqual(alphabet, ['', 'x', 'y', ' '])
    assert.deepEqual(shape, { height: 48, step: 4, channels: 3 })
  })

  it('is refused with the reason where it is something else', async (t) => {
    const refused = async (content: Uint8Array | string, why: RegExp) => {
      const path = await inFolder(t, { 'model.onnx': content })
      assert.throws(() => readRecogniserFile(path), why)
    }
    await refused('no network at all', /model\.onnx is no recogniser of lines: it is no ONNX file/)
    await refused(networkFile([null, 2, 40, null], 'a'), /its input is any × 2 × 40 × any/)
    await refused(networkFile([1, 40], 'a'), /its input is 1 × 40/)
    await refused(networkFile([1, 1, 32, null]), /nothing says which characters it writes/)
    assert.throws(() => readRecogniserFile('/no/such/model.onnx'), /cannot be read/)
  })

  it('must tell as many classes apart as it has characters', () => {
    const alphabet = ['', 'a', 'b', ' ']
    checkClasses('m', 3, alphabet)
    checkClasses('m', 4, alphabet)
    assert.throws(() => checkClasses('m', 97, alphabet), /97 classes apart, but has 2 characters/)
  })
})
