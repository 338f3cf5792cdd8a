// What it takes to back an installation up, to bring it back, and to move it: seconds, and seconds per GB.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { inLanes } from './api.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { type Product, withProduct } from './product.ts'

type Moved = { step: string; bytes: number; seconds: number; said: string }

const run = promisify(execFile)
const main = fileURLToPath(import.meta.resolve('@countersign/server/main'))
const documentMb = 4

export const moves: Measurement = {
  name: 'moves',
  summary: 'time per GB of backup, restore, export and import, each comparing what it moved',
  long: true,
  run: (context) => withProduct(context, (product) => measure(context, product)),
}

/** One page of text and much that no compression makes smaller, as scans are. */
function heavyDocument(number: number): Uint8Array {
  const noise = randomBytes(documentMb * 1_000_000).toString('latin1')
  const content = shown(`Letter number ${number}`, [40, 120, 14])
  return rawPdf([{ content }], { objects: [`<< /Length ${noise.length} >>\nstream\n${noise}\nendstream`] })
}

async function measure({ say, quick }: Context, { api, folder, temporary }: Product): Promise<Report> {
  const documents = quick ? 10 : 100
  say(`${documents} documents of ${documentMb} MB`)
  const { nextCursor } = await api.events({ cursor: 'latest' })
  const sent = await inLanes(Array.from({ length: documents }), 2, async (_, number) => {
    const file = {
      fileName: `letter-${number}.pdf`,
      contentType: 'application/pdf',
      bytes: heavyDocument(number),
    }
    return (await api.upload(file, 'archive')).id
  })
  await settle(api, nextCursor, new Set(sent))
  const at = (name: string) => join(temporary, name)
  const key = ['--master-key', join(folder, 'master.key')]
  const steps: [string, string, string[]][] = [
    ['backup to a folder', at('backup'), ['backup', at('backup'), '--data', folder]],
    [
      'backup again, linked',
      at('second'),
      ['backup', at('second'), '--previous', at('backup'), '--data', folder],
    ],
    ['backup to a tar file', at('backup.tar'), ['backup', at('backup.tar'), '--data', folder]],
    [
      'restore from the folder',
      at('restored'),
      ['restore', at('backup'), '--data', at('restored'), '--erasures', 'none', ...key],
    ],
    ['export to a tar file', at('export.tar'), ['export', at('export.tar'), '--data', folder]],
    ['import from it', at('imported'), ['import', at('export.tar'), '--data', at('imported'), ...key]],
  ]
  const moved: Moved[] = []
  for (const [step, result, args] of steps) moved.push(await timed({ step, result, args, temporary, say }))
  return reportOf(documents, moved)
}

async function settle(api: Product['api'], from: string, waiting: Set<string>): Promise<void> {
  const ended = /^document\.(completed|held|failed)$/
  for (let cursor = from; waiting.size > 0; ) {
    const page = await api.events({ cursor, wait: 10 })
    for (const { type, subject } of page.items) if (ended.test(type)) waiting.delete(subject)
    cursor = page.nextCursor
  }
}

type Step = { step: string; result: string; args: string[]; temporary: string; say(line: string): void }

async function timed({ step, result, args, temporary, say }: Step): Promise<Moved> {
  say(step)
  const began = performance.now()
  const { stdout } = await run(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: temporary },
    maxBuffer: 10_000_000,
  })
  const seconds = (performance.now() - began) / 1000
  return { step, bytes: await bytesIn(result), seconds, said: stdout.trim() }
}

async function bytesIn(path: string): Promise<number> {
  const found = await stat(path)
  if (!found.isDirectory()) return found.size
  let bytes = 0
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  return bytes
}

function reportOf(documents: number, moved: readonly Moved[]): Report {
  const rows = moved.map(({ step, bytes, seconds }) => [step, bytes / 1e6, seconds, seconds / (bytes / 1e9)])
  return {
    tables: [{ title: 'Moving an installation', columns: ['step', 'MB', 's', 's per GB'], rows }],
    notes: [
      `${documents} documents of ${documentMb} MB, each kept three times (original, searchable, sealed). Backup and export run beside the server; each command starts, does its work and compares sums, log, states and keys. MB is what the step left on disk; the database itself is about 50 MB of it, and of the import the empty log of a new one too.`,
    ],
    broken: moved.filter(({ said }) => said === '').map(({ step }) => `${step} said nothing`),
    figures: { documents, moved },
  }
}
