// A large file over a bad line and to a server that is killed on the way: it arrives once and whole.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Document } from '@countersign/contract/document'
import { makeUpload } from '@countersign/fixtures/upload'
import { runCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type House, openHouse } from './house.ts'
import { family } from './processes.ts'

const patienceMs = 60_000
const version = { 'tus-resumable': '1.0.0' }
const octets = { ...version, 'content-type': 'application/offset+octet-stream' }

describe('a large file', () => {
  let house: House
  let folder = ''
  before(async () => {
    house = await openHouse()
    folder = await makeFolder()
  })
  after(async () => {
    await house.stop()
    await removeFolder(folder)
  })

  async function open(bytes: Uint8Array): Promise<string> {
    const workflow = Buffer.from('archive').toString('base64')
    const answer = await house.api.ask('/v1/uploads', {
      method: 'POST',
      headers: {
        ...version,
        'upload-length': String(bytes.length),
        'upload-metadata': `workflow ${workflow}`,
      },
    })
    assert.equal(answer.status, 201, answer.bytes.toString())
    return String(answer.headers.get('location'))
  }

  /** Null while the server does not answer. */
  async function offsetOf(path: string): Promise<number | null> {
    const answer = await house.api.ask(path, { method: 'HEAD', headers: version }).catch(() => null)
    return answer?.status === 200 ? Number(answer.headers.get('upload-offset')) : null
  }

  async function offsetReached(path: string, least: number): Promise<number> {
    const deadline = performance.now() + patienceMs
    for (;;) {
      const offset = await offsetOf(path)
      if (offset !== null && offset >= least) return offset
      assert.ok(performance.now() < deadline, `the offset stays at ${offset}`)
      await sleep(50)
    }
  }

  test('goes on from its last piece when the server is killed while it arrives', async () => {
    const { bytes } = await makeUpload({ bytes: 12_000_000, seed: 71, format: 'pdf' })
    const path = await open(bytes)
    const sending = request(new URL(path, house.url), {
      method: 'PATCH',
      headers: {
        ...octets,
        authorization: `Bearer ${house.api.key}`,
        'upload-offset': '0',
        'content-length': bytes.length,
      },
    })
    sending.on('error', () => {})
    sending.write(bytes.subarray(0, 10_000_000))
    await offsetReached(path, 8 << 20)
    const server = family(house.command.child.pid ?? 0).find(({ command }) => /role\.ts serve/.test(command))
    assert.ok(server)
    process.kill(server.pid, 'SIGKILL')
    const offset = await offsetReached(path, 0)
    assert.equal(offset, 8 << 20, 'a piece that was complete is kept')
    const rest = await house.api.ask(path, {
      method: 'PATCH',
      headers: { ...octets, 'upload-offset': String(offset) },
      body: bytes.subarray(offset),
    })
    assert.equal(rest.status, 204, rest.bytes.toString())
    const id = String(rest.headers.get('countersign-document'))
    const original = await house.api.ask(`/v1/documents/${id}/artifacts/original`)
    assert.ok(original.bytes.equals(bytes))
    assert.equal((await house.api.settled(id)).state, 'completed')
    assert.equal((await house.api.get<{ items: Document[] }>('/v1/documents')).items.length, 1)
  })

  test('is sent by `countersign process` in the same way', async () => {
    const { bytes } = await makeUpload({ bytes: 20_100_000, seed: 72, format: 'pdf' })
    const file = join(folder, 'large.pdf')
    await writeFile(file, bytes)
    const { code, output } = await runCommand([
      ...['process', file, '--workflow', 'archive', '--out', join(folder, 'out')],
      ...['--data', house.data],
    ])
    assert.equal(code, 0, output)
    assert.match(output, /large\.pdf +completed/)
  })
})
