// Appends the place for a seal; the key itself never comes here.
import { inspectSignatures } from '@countersign/pdf/inspect'
import { rewritePdf } from '@countersign/pdf/rewrite'
import { isSealError, prepareSeal } from '@countersign/pdf/seal'
import type { Item, PrepareTask } from '../protocol.ts'
import type { Tools } from './tools.ts'

export async function* prepare(task: PrepareTask, { load }: Tools): AsyncGenerator<Item> {
  const bytes = await load(0)
  try {
    yield await prepared(bytes, task)
  } catch (error) {
    if (!isSealError(error)) throw error
    if (error.code === 'seal.forbidden_by_certification')
      return yield { head: { item: 'forbidden' }, bytes: new Uint8Array() }
    // Saved anew it would be sound, but the signatures in it would not be.
    if (error.code !== 'seal.cannot_append' || (await inspectSignatures(bytes)).signed) throw error
    yield await prepared(await rewritePdf(bytes), task)
  }
}

async function prepared(pdf: Uint8Array, { at, reason }: PrepareTask): Promise<Item> {
  const { bytes, byteRange, field } = await prepareSeal(pdf, { at, reason })
  return { head: { item: 'prepared', byteRange, field }, bytes }
}
