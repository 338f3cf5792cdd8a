// Appends the place for a seal, or what proves it in later years; the key itself never comes here.
import { inspectSignatures } from '@countersign/pdf/inspect'
import { rewritePdf } from '@countersign/pdf/rewrite'
import { roomy, threadAppender, withPlainPictures } from '@countersign/pdf/sign/prepare'
import { isSignError } from '@countersign/pdf/sign/sign'
import type { ArchiveTask, Item, PrepareTask } from '../protocol.ts'
import type { Tools } from './tools.ts'

export async function* prepare(task: PrepareTask, { load }: Tools): AsyncGenerator<Item> {
  const bytes = await load(0)
  try {
    yield await prepared(bytes, task)
  } catch (error) {
    if (!isSignError(error) || !task.mayRewrite) throw error
    if (error.code === 'seal.forbidden_by_certification')
      return yield { head: { item: 'forbidden' }, bytes: new Uint8Array() }
    // Saved anew it would be sound, but the signatures in it would not be.
    if (error.code !== 'seal.cannot_append' || (await inspectSignatures(bytes)).signed) throw error
    yield await prepared(await rewritePdf(bytes), task)
  }
}

async function prepared(pdf: Uint8Array, { request }: PrepareTask): Promise<Item> {
  const plain = await withPlainPictures(request)
  const { bytes, length, byteRange, field } = await threadAppender.signature(roomy(pdf), plain)
  return { head: { item: 'prepared', byteRange, field }, bytes: bytes.subarray(0, length) }
}

export async function* archive(task: ArchiveTask, { load }: Tools): AsyncGenerator<Item> {
  const { bytes, length } = await threadAppender.archive(roomy(await load(0)), task.archive, undefined)
  yield { head: { item: 'archived' }, bytes: bytes.subarray(0, length) }
}
