// `countersign jobs`: dead letters, listed and put back.
import type { Client } from './server/client.ts'

type DeadJob = { id: string; documentId: string; state: string; failedAt: string; error: string }

/** Asked before a server is looked for, or even started for the call. */
export function checkJobAction(action: string | undefined): void {
  if (action === 'dead' || action === 'redrive') return
  throw new Error('Say what to do: jobs dead, or jobs redrive [ID…].')
}

export async function manageJobs(
  client: Client,
  { action, ids, print }: { action: string | undefined; ids: readonly string[]; print(line: string): void },
): Promise<void> {
  const dead = async () => (await client.json<{ items: DeadJob[] }>('GET', '/v1/jobs/dead')).items
  if (action === 'dead') {
    const items = await dead()
    for (const job of items)
      print(`${job.id}  ${job.documentId}  ${job.state.padEnd(12)} ${job.failedAt}  ${job.error}`)
    if (items.length === 0) print('There are no dead letters.')
    return
  }
  const chosen = ids.length > 0 ? ids : (await dead()).map((job) => job.id)
  for (const id of chosen) {
    await client.json('POST', `/v1/jobs/dead/${encodeURIComponent(id)}/redrive`)
    print(`${id} is back in the queue.`)
  }
}
