// Grows the tree of the log behind it, signs checkpoints and shows them around, for as long as the process lives.
import { stamp } from '@countersign/pdf/sign/timestamper'
import { makeLogKey, newOrigin } from '../adapters/key/log-file.ts'
import type { App } from '../app.ts'
import { listenAt } from '../db/listen.ts'
import { monotonicMs } from '../platform/clock.ts'
import { createOutbound } from '../platform/outbound.ts'
import { startEvidenceLog } from '../proof/evidence-log.ts'
import type { Timestamp } from '../proof/showing.ts'
import { parseWitnesses } from '../proof/witnesses.ts'
import { logKeyFiles } from './places.ts'
import { buildTrust, logSignerOf } from './trust.ts'

export async function startEvidence(app: App): Promise<{ stop(): Promise<void> }> {
  const { archive, clock, log, config, metrics, databaseUrl } = app
  await makeLogKey({ ...logKeyFiles(app.data), kms: app.kms }, newOrigin(config.publicUrl))
  // Whom the operator names may be on the same machine, and checkpoints are no secret.
  const outbound = createOutbound({
    allowPrivate: true,
    allowHttp: true,
    timeoutMs: 10_000,
    maxResponseBytes: 64_000,
  })
  const { trust, close } = buildTrust(app)
  const running = startEvidenceLog({
    db: archive.db,
    clock,
    log,
    outbound,
    signer: await logSignerOf(app),
    listen: listenAt(databaseUrl),
    restMs: config.logCheckpointSeconds * 1000,
    witnesses: parseWitnesses(config.logWitnesses),
    folder: config.logWitnessFolder,
    timestamp: patient((digest) => stamp(digest, { authorities: trust.timestamps, now: clock })),
    timestampEveryMs: config.logTimestampMinutes * 60_000,
    observe: {
      lag: (events) => metrics.evidenceLagEvents.set(events),
      refused: (by) => metrics.evidenceRefused.inc({ by }),
    },
  })
  return {
    async stop() {
      await running.stop()
      await outbound.close()
      await close()
    },
  }
}

const restMs = 60_000

/** An authority that is away is not asked at every checkpoint. */
function patient(timestamp: Timestamp): Timestamp {
  let failed: { error: unknown; until: number } | undefined
  return async (digest) => {
    if (failed && monotonicMs() < failed.until) throw failed.error
    try {
      return await timestamp(digest)
    } catch (error) {
      failed = { error, until: monotonicMs() + restMs }
      throw error
    }
  }
}
