// What is asked about a PDF while people sign it.
import { inspectSignatures } from '@countersign/pdf/inspect'
import { openPdf } from '@countersign/pdf/open'
import { surveyPdf } from '@countersign/pdf/sign/places'
import { messagesIn } from '@countersign/pdf/sign/sign'
import sharp from 'sharp'
import type { Item, MessagesTask, PictureTask, SurveyTask } from '../protocol.ts'
import type { Tools } from './tools.ts'

const dpi = 110
const maxPixels = 4_000_000
const quality = 82

export async function* survey(task: SurveyTask, { load }: Tools): AsyncGenerator<Item> {
  const bytes = await load(0)
  const { signed } = await inspectSignatures(bytes)
  const found = await surveyPdf(bytes, task.words)
  yield { head: { item: 'surveyed', survey: { ...found, signed } }, bytes: new Uint8Array() }
}

export async function* picture(task: PictureTask, { load }: Tools): AsyncGenerator<Item> {
  const file = await openPdf(await load(0))
  try {
    const { data, width, height } = file.page(task.page - 1).render({ dpi, maxPixels })
    const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer()
    yield { head: { item: 'picture' }, bytes: new Uint8Array(jpeg) }
  } finally {
    file.close()
  }
}

export async function* messages(_task: MessagesTask, { load }: Tools): AsyncGenerator<Item> {
  yield { head: { item: 'messages', messages: await messagesIn(await load(0)) }, bytes: new Uint8Array() }
}
