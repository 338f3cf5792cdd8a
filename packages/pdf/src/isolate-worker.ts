// The thread behind isolate.ts.
import { parentPort } from 'node:worker_threads'
import { addTextLayer, archivePdf } from './add-text-layer.ts'
import { isFailure } from './failure.ts'
import type { TaskReply, TaskRequest } from './isolate.ts'
import { readAttachments } from './report/attachment.ts'
import { appendArchive, appendFields, appendSignature } from './sign/append.ts'
import { readSignatures } from './sign/signatures.ts'
import { inspectObjects } from './signature-objects.ts'
import { examine } from './verify/examine.ts'

const tasks = {
  addTextLayer,
  appendArchive,
  appendFields,
  appendSignature,
  archivePdf,
  examine,
  inspectObjects,
  readAttachments,
  readSignatures,
}

/** The functions that run here, by name. */
export type Tasks = typeof tasks

// libpdf 0.4.2 reads an empty keyword again and again at a stray ")", "{" or "}" in a dictionary, until the heap is
// full. It decodes each one: counting empty inputs, in this thread only, ends the loop within milliseconds.
const maxEmptyReads = 10_000
let emptyReads = 0
const decode = TextDecoder.prototype.decode
TextDecoder.prototype.decode = function (input, options) {
  emptyReads = input?.byteLength === 0 ? emptyReads + 1 : 0
  if (emptyReads > maxEmptyReads) throw new Error('the parser does not get on')
  return decode.call(this, input, options)
}

// libpdf warns about damaged files on the console; here that is expected and of no use to an operator.
console.warn = () => undefined

parentPort?.on('message', async ({ task, input }: TaskRequest) => {
  const answer = await reply(task, input)
  parentPort?.postMessage(answer, 'output' in answer ? ownMemory(answer.output) : [])
})

async function reply(task: keyof Tasks, input: unknown): Promise<TaskReply> {
  try {
    return { output: await (tasks[task] as (input: unknown) => Promise<unknown>)(input) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { error: { message, code: isFailure(error) ? error.code : undefined } }
  }
}

/** Files are moved instead of copied, where they fill their memory. */
function ownMemory(output: unknown): ArrayBuffer[] {
  const bytes = output instanceof Uint8Array ? output : Object(output).bytes
  const whole = bytes instanceof Uint8Array && bytes.byteLength === bytes.buffer.byteLength
  return whole && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : []
}
