// Examines the signatures of a PDF.
import { verifyPdf } from '@countersign/pdf/verify'
import type { Item, VerifyTask } from '../protocol.ts'
import type { Tools } from './tools.ts'

export async function* verify(task: VerifyTask, { load }: Tools): AsyncGenerator<Item> {
  const { trusted, at, password } = task
  const report = await verifyPdf(await load(0), { trusted, at, ...(password !== null && { password }) })
  yield { head: { item: 'verified', report }, bytes: new Uint8Array() }
}
