// A process beside the measured one: gives events their positions and, when asked to, grows and signs the tree.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileLogSigner, makeLogKey } from '@countersign/server/adapters/key/log-file'
import { memoryKms } from '@countersign/server/adapters/key/memory'
import { listenAt } from '@countersign/server/db/listen'
import { connect } from '@countersign/server/db/sql'
import { startSequencer } from '@countersign/server/events/sequencer'
import { systemClock } from '@countersign/server/platform/clock'
import { createLog } from '@countersign/server/platform/log'
import { startEvidenceLog } from '@countersign/server/proof/evidence-log'

export type Order = { url: string; tree: boolean } | 'rest'

const log = createLog({ level: 'warn', role: 'bench' })
const never = async () => {
  throw new Error('nobody is asked')
}

async function start({ url, tree }: Exclude<Order, 'rest'>): Promise<() => Promise<void>> {
  const { db, close } = connect(url, { max: 4 })
  const listen = listenAt(url)
  const sequencer = startSequencer({ db, log, listen })
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-log-'))
  const file = { path: join(folder, 'log-key'), lastPath: join(folder, 'log-checkpoint'), kms: memoryKms() }
  await makeLogKey(file, `bench.invalid/${folder.slice(-6)}`)
  const evidence = tree
    ? startEvidenceLog({
        db,
        log,
        listen,
        clock: systemClock,
        signer: await fileLogSigner(file),
        outbound: { check: never, post: never, get: never, close: async () => {} },
        witnesses: [],
        folder: '',
        timestamp: null,
        timestampEveryMs: 0,
        // As COUNTERSIGN_LOG_CHECKPOINT_SECONDS is, if left alone.
        restMs: 10_000,
        observe: { lag() {}, refused: (by) => log.error({ by }, 'refused') },
      })
    : { stop: async () => {} }
  return async () => {
    await sequencer.stop()
    await evidence.stop()
    await close()
  }
}

let stop = async () => {}
process.on('message', (order: Order) => {
  const follow = async () => {
    await stop()
    stop = order === 'rest' ? async () => {} : await start(order)
    process.send?.('done')
  }
  void follow()
})
process.on('disconnect', () => process.exit(0))
