// Starts the product for one measurement, with nothing left out: its database, row-level security, encryption, fsync.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Api, createApi } from './api.ts'
import { startHelper } from './helper.ts'
import { withUndo } from './leftovers.ts'
import type { Context } from './measurement.ts'
import type { ProductOrder } from './product-process.ts'

export type Product = {
  api: Api
  /** Holds everything the product writes; gone afterwards. */
  folder: string
  /** Where its processes put what is temporary, and nobody else. */
  temporary: string
  /** The process that all others of the product descend from. */
  pid: number
}

/** A fresh installation for the time of `work`; stopped and removed whatever happens. */
export async function withProduct<T>(
  { say }: Pick<Context, 'say'>,
  work: (product: Product) => Promise<T>,
  settings: ProductOrder['settings'] = {},
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'))
  const temporary = await mkdtemp(join(tmpdir(), 'countersign-bench-tmp-'))
  // As root the database runs as another user and keeps its socket there.
  await chmod(temporary, 0o1777)
  const helper = startHelper(new URL('./product-process.ts', import.meta.url))
  const undo = async () => {
    say('stopping the server')
    await helper.stop()
    for (const each of [folder, temporary]) await rm(each, { recursive: true, force: true })
  }
  return withUndo(undo, async () => {
    try {
      say('starting a fresh server')
      const order: ProductOrder = { data: folder, temporary, settings }
      const { url, key } = await helper.ask<{ url: string; key: string }>(order)
      return await work({ api: createApi(url, key), folder, temporary, pid: helper.pid() ?? 0 })
    } catch (error) {
      say(await lastWords(folder))
      throw error
    }
  })
}

async function lastWords(folder: string): Promise<string> {
  const log = await readFile(join(folder, 'bench.log'), 'utf8').catch(() => '')
  return `the log of the server ended with:\n${log.trim().split('\n').slice(-15).join('\n')}`
}
