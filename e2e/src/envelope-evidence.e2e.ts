// What is left of a signed agreement when its server is gone: the file, the certificate of completion, and the proof.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Envelope } from '@countersign/contract/envelope'
import { formatVerifierKey, parseVerifierKey, verifierKey } from '@countersign/evidence/note'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { runCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { apiAt, type Started, startUp, stopUp } from './house.ts'
import { linkIn, signAt } from './letters.ts'

const offer = () =>
  rawPdf([
    {
      content: [
        shown('Offer of a bicycle', [30, 180, 12]),
        shown('{{sign:1}}', [20, 120, 6]),
        shown('{{sign:2}}', [20, 50, 6]),
      ].join('\n'),
    },
  ])

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (const end = performance.now() + 180_000; performance.now() < end; await sleep(300)) {
    const found = await look()
    if (found !== null) return found
  }
  throw new Error('it does not happen')
}

describe('the evidence of an envelope', () => {
  let folder = ''
  let house: Started
  let logKey = ''
  const at = (name: string) => join(folder, name)

  /** All that a party keeps; the house is gone afterwards. */
  before(async () => {
    folder = await makeFolder()
    house = await startUp(at('data'), { COUNTERSIGN_LOG_CHECKPOINT_SECONDS: '1' })
    const api = apiAt(house.url, house.firstKey ?? '')
    const { id: documentId } = await api.upload(offer(), { workflow: 'archive' })
    await api.settled(documentId)
    const { body: sent } = await api.ask<Envelope>('/v1/envelopes', {
      method: 'POST',
      body: {
        title: 'Bicycle',
        documents: [{ documentId }],
        recipients: [
          { name: 'Ann Rider', email: 'ann@example.com' },
          { name: 'Bo Smith', email: 'bo@example.com' },
        ],
      },
    })
    await signAt(await linkIn(house, 'ann@example.com', /sign/), 'Ann Rider')
    await signAt(await linkIn(house, 'bo@example.com', /sign/), 'Bo Smith')
    const files = { 'signed.pdf': 'files/1', 'certificate.pdf': 'certificate', 'evidence.json': 'evidence' }
    for (const [name, path] of Object.entries(files).reverse())
      await writeFile(
        at(name),
        await until(async () => {
          const { status, bytes } = await api.ask(`/v1/envelopes/${sent.id}/${path}`)
          return status === 200 ? bytes : null
        }),
      )
    await writeFile(at('root.pem'), (await api.ask('/v1/certificates/root')).bytes)
    logKey = (await runCommand(['log', 'key', '--data', house.data])).output.trim()
    await stopUp(house)
  })

  after(() => removeFolder(folder))

  const verify = (name: string, file = 'signed.pdf') =>
    runCommand([
      ...['evidence', 'verify', at(name), '--log-key', logKey, '--trust', at('root.pem')],
      ...['--file', at(file)],
    ])

  /** The same file with one bit of the byte at `place` turned. */
  async function flipped(name: string, place: (bytes: Buffer) => number): Promise<string> {
    const bytes = await readFile(at(name))
    const index = place(bytes)
    assert.ok(index > 0, `there is no such place in ${name}`)
    bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index)
    await writeFile(at(`flipped-${name}`), bytes)
    return `flipped-${name}`
  }

  test('holds without the server, in its certificate and in the file for programs', async () => {
    for (const name of ['certificate.pdf', 'evidence.json']) {
      const { code, output } = await verify(name)
      assert.equal(code, 0, output)
      assert.match(output, /Everything agrees\./)
      assert.match(output, /signed\.pdf is .*byte by byte/)
      assert.doesNotMatch(output, /NOT /)
    }
  })

  test('does not hold once a byte of it, or of what was signed, is another', async () => {
    const middle = (bytes: Buffer) => Math.floor(bytes.length / 2)
    const name = (bytes: Buffer) => bytes.indexOf('Ann Rider')
    for (const [evidence, file] of [
      [await flipped('evidence.json', name), 'signed.pdf'],
      [await flipped('certificate.pdf', middle), 'signed.pdf'],
      ['evidence.json', await flipped('signed.pdf', middle)],
    ] as const) {
      const { code, output } = await verify(evidence, file)
      assert.notEqual(code, 0, `${evidence} with ${file}: ${output}`)
      assert.doesNotMatch(output, /Everything agrees/)
    }
  })

  test('does not hold with the key of another log: whose word counts is for the reader to say', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const { name } = parseVerifierKey(logKey)
    const stranger = formatVerifierKey(verifierKey({ name, privateKey }, 1))
    const { code, output } = await runCommand([
      ...['evidence', 'verify', at('certificate.pdf'), '--log-key', stranger, '--trust', at('root.pem')],
    ])
    assert.equal(code, 2, output)
  })
})
