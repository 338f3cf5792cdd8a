// The thread behind isolate.ts.
import { parentPort } from 'node:worker_threads'
import { appendSignature } from './append.ts'
import { isFailure } from './failure.ts'
import type { TaskReply, TaskRequest } from './isolate.ts'
import { findSignature, inspectObjects } from './signature-objects.ts'

const tasks = { appendSignature, findSignature, inspectObjects }

/** The functions that run here, by name. */
export type Tasks = typeof tasks

parentPort?.on('message', async ({ task, input }: TaskRequest) => {
  parentPort?.postMessage(await reply(task, input))
})

async function reply(task: keyof Tasks, input: unknown): Promise<TaskReply> {
  try {
    return { output: await (tasks[task] as (input: unknown) => Promise<unknown>)(input) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { error: { message, code: isFailure(error) ? error.code : undefined } }
  }
}
