// Kills processes of an installation at random while a client uploads, then looks whether anything was lost or doubled.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WebhookEndpointWithSecret } from '@countersign/contract/webhook'
import { makeRandom } from '@countersign/fixtures/random'
import { makeUpload } from '@countersign/fixtures/upload'
import { makeFolder, removeFolder } from '../folder.ts'
import { apiAt } from '../house.ts'
import { processesNaming, survivors } from '../processes.ts'
import { openReceiver, type Receiver } from '../receiver.ts'
import { emptyTally, type Paper, sendAll, type Tally } from './client.ts'
import { type Kept, keepUp } from './house.ts'
import { chooseTarget, killOne, type Target } from './targets.ts'
import { judge, untilQuiet, type Verdict } from './verdict.ts'

export type KillsOrder = {
  documents: number
  kills: number
  /** Chooses who is killed, and when. */
  seed: number
  /** Between two kills, on average, beside the wait for a sign that everything works again. */
  everyMs: number
  /** What does not move for so long after the last kill is taken for stuck. */
  patienceMs: number
  say(line: string): void
}

export type Kill = { target: Target; at: number }

export type KillsOutcome = Verdict & {
  killed: Kill[]
  refusals: Record<string, number>
  /** Milliseconds from a kill until an upload that began after it was acknowledged. */
  recoveries: { target: Target; ms: number }[]
  acknowledged: number
  restarts: { made: number; failed: number }
  /** From the last kill until nothing moved any more. */
  restSeconds: number
}

export async function runKills(order: KillsOrder): Promise<KillsOutcome> {
  const folder = await makeFolder()
  const receiver = await openReceiver()
  const kept = await keepUp(join(folder, 'data'), { COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE: 'true' })
  try {
    const outcome = await hurt(kept, receiver, order)
    await kept.stop()
    const running = await survivors(processesNaming(folder), 15_000)
    return { ...outcome, left: [...outcome.left, ...running.map(({ command }) => `${command} still runs`)] }
  } finally {
    await kept.stop()
    await receiver.close()
    await removeFolder(folder)
  }
}

async function hurt(kept: Kept, receiver: Receiver, order: KillsOrder): Promise<KillsOutcome> {
  const { say, documents, kills, everyMs, patienceMs } = order
  await apiAt(kept.url, kept.key).ask<WebhookEndpointWithSecret>('/v1/webhook-endpoints', {
    method: 'POST',
    body: { url: receiver.url },
  })
  const papers = await makePapers(documents)
  say(`${documents} documents, ${kills} kills`)
  const killed: Kill[] = []
  const tally = emptyTally()
  const deadline = performance.now() + kills * (everyMs + workingMs) * 2 + patienceMs
  // Spread over the kills, so that there is always something to hurt.
  const due = (index: number) => index * kills <= (killed.length + 1) * documents
  const uploading = sendAll(papers, { ...kept, lanes: 8, due, deadline }, tally)
  const progress = () => ({ answered: tally.times.length, announced: receiver.received.length })
  await killAll(kept, { order, killed, progress })
  await uploading
  const last = performance.now()
  const unquiet = await untilQuiet(kept, { patienceMs, say })
  const restSeconds = (performance.now() - (killed.at(-1)?.at ?? last)) / 1000
  const verdict = await judge({ kept, tally, received: receiver.received })
  return {
    ...verdict,
    left: [...verdict.left, ...unquiet],
    killed,
    refusals: Object.fromEntries(tally.refusals),
    recoveries: recoveriesOf(killed, tally),
    acknowledged: tally.acknowledged.length,
    restarts: kept.restarts(),
    restSeconds,
  }
}

const makePapers = (documents: number): Promise<Paper[]> =>
  Promise.all(
    Array.from({ length: documents }, async (_, seed) => ({
      bytes: (await makeUpload({ bytes: 20_000, seed, format: 'pdf' })).bytes,
      workflow: seed % 2 === 0 ? 'archive' : 'invoice',
    })),
  )

type Progress = { answered: number; announced: number }
type Killing = { order: KillsOrder; killed: Kill[]; progress(): Progress }

// Most kills wait until uploads are taken and work is done again; the others hit what is just coming back.
const waiting = 0.7
const workingMs = 10_000

async function untilWorking(progress: () => Progress): Promise<void> {
  const before = progress()
  const deadline = performance.now() + workingMs
  const idle = () => progress().answered === before.answered || progress().announced === before.announced
  while (idle() && performance.now() < deadline) await sleep(50)
}

/** Who is not there now is passed over for another. */
async function killAll(kept: Kept, { order, killed, progress }: Killing): Promise<void> {
  const { kills, seed, everyMs, say } = order
  const random = makeRandom(seed)
  while (killed.length < kills) {
    if (random.next() < waiting) await untilWorking(progress)
    await sleep(everyMs * (0.5 + random.next()))
    let target = chooseTarget(random)
    while (!killOne(kept.root(), target, random)) {
      await sleep(50)
      target = chooseTarget(random)
    }
    killed.push({ target, at: performance.now() })
    if (killed.length % 20 === 0) say(`${killed.length} kills`)
  }
}

function recoveriesOf(killed: readonly Kill[], { times }: Tally): KillsOutcome['recoveries'] {
  const inOrder = times.toSorted((a, b) => a.answered - b.answered)
  return killed.flatMap(({ target, at }) => {
    const next = inOrder.find(({ begun }) => begun > at)
    return next ? [{ target, ms: next.answered - at }] : []
  })
}
