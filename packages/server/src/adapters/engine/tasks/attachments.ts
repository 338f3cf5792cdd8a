// The XML files that the PDFs of a document carry along.
import { sniff } from '@countersign/ocr/sniff'
import { xmlAttachments } from '@countersign/pdf/attachments'
import type { AttachmentsTask, Item } from '../protocol.ts'
import type { Tools } from './tools.ts'

export async function* attachments(
  { files, password }: AttachmentsTask,
  { load, signal }: Tools,
): AsyncGenerator<Item> {
  for (const index of files.keys()) {
    signal.throwIfAborted()
    const bytes = await load(index)
    if (sniff(bytes) !== 'application/pdf') continue
    for (const { name, bytes: content } of await xmlAttachments(bytes, {
      ...(password !== null && { password }),
    }))
      yield { head: { item: 'attachment', name }, bytes: content }
  }
}
