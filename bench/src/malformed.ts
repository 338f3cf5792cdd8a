// Every file of the group `malformed` through the whole product: none may crash, hang or leave something behind.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Document } from '@countersign/contract/document'
import { outcomeOf, restOf, send } from './fuzz/documents.ts'
import { countLostReaders, tracesOf } from './fuzz/traces.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { type Product, withProduct } from './product.ts'
import { tally } from './statistics.ts'

type File = { file: string; bytes: Buffer; password: string | null }
type Result = {
  file: string
  bytes: number
  outcome: string
  again: string | null
  seconds: number
  lost: number
}

/** Longer than two readers need to be given up. */
const patienceSeconds = 200
const passwordUnknown = 'unknown'

export const malformed: Measurement = {
  name: 'malformed',
  summary:
    'every file of `malformed` in --data: a readable document or a code, time, readers lost, nothing left',
  async run(context) {
    const { data, say } = context
    if (data === null) {
      say('left out: name a folder of documents with --data FOLDER')
      return null
    }
    const files = await readFiles(join(data, 'malformed'))
    return withProduct(context, (product) => sendAll(context, product, files))
  },
}

async function readFiles(folder: string): Promise<File[]> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8')
  const { items } = JSON.parse(text) as { items: { file: string; password?: string }[] }
  return Promise.all(
    items.map(async ({ file, password }) => ({
      file,
      bytes: await readFile(join(folder, file)),
      password: password === undefined || password === passwordUnknown ? null : password,
    })),
  )
}

async function sendAll({ say }: Context, product: Product, files: File[]): Promise<Report> {
  const before = await tracesOf(product)
  const results: Result[] = []
  for (const file of files) {
    const result = await sendOne(product, file)
    results.push(result)
    say(`${file.file}: ${result.outcome}${result.again ? `, with its password ${result.again}` : ''}`)
  }
  const left = await before.whatIsLeft()
  return reportOf(results, left)
}

async function sendOne(product: Product, { file, bytes, password }: File): Promise<Result> {
  const lostBefore = await countLostReaders(product)
  const began = performance.now()
  const sent = await send(product.api, bytes)
  const outcome = sent.id === null ? sent.code : await end(product, sent.id)
  const again =
    sent.id !== null && password !== null && outcome === 'failed: read.encrypted'
      ? await reopen(product, sent.id, password)
      : null
  const seconds = (performance.now() - began) / 1000
  const lost = (await countLostReaders(product)) - lostBefore
  return { file, bytes: bytes.length, outcome, again, seconds, lost }
}

const end = async (product: Product, id: string): Promise<string> =>
  outcomeOf(await restOf(product.api, id, patienceSeconds))

async function reopen(product: Product, id: string, password: string): Promise<string> {
  await product.api.post<Document>(`/v1/documents/${id}/reopen`, { password })
  return end(product, id)
}

const bad = (outcome: string) => /stage\.failed|internal\.error|hangs/.test(outcome)

function reportOf(results: Result[], left: string[]): Report {
  const rows = results.map(({ file, bytes, outcome, again, seconds, lost }) => [
    file,
    bytes,
    outcome,
    again ?? '',
    seconds,
    lost,
  ])
  const wrong = results.filter(({ outcome, again }) => bad(outcome) || bad(again ?? ''))
  return {
    tables: [
      {
        title: 'Malformed files',
        confidential: true,
        columns: ['file', 'bytes', 'outcome', 'with its password', 's', 'readers lost'],
        rows,
      },
      {
        title: 'How malformed files end',
        columns: ['outcome', 'files'],
        rows: tally(results.map(({ outcome }) => outcome)),
      },
    ],
    notes: [
      left.length === 0
        ? 'Nothing was left behind: no process, no temporary file, no open file, and no blob once the documents were erased.'
        : `Left behind: ${left.join('; ')}.`,
    ],
    broken: [...wrong.map(({ file, outcome, again }) => `${file} ended as ${again ?? outcome}`), ...left],
    figures: { results },
  }
}
