// What is answered at once: verification and validation, by readers of the serving process.
import { X509Certificate } from 'node:crypto'
import { localEngine } from '../../adapters/engine/local.ts'
import type { App } from '../../app.ts'
import { withAccount } from '../../db/sql.ts'
import type { RouteParts } from '../../http/routes.ts'
import { rootCertificate } from '../../sign/signer.ts'
import { readAnchors } from '../../verify/anchors.ts'
import { createTurns } from '../../verify/turns.ts'
import { currentWorkflow } from '../../workflows/workflows.ts'
import { precedentsOf } from './precedents.ts'
import { readModelOf } from './read-model.ts'

/** Readers of its own: the serving process never parses what strangers send. They start with the first file. */
export async function atOnceOf(app: App) {
  const { archive, config, clock } = app
  const anchors = config.trustAnchors === '' ? [] : await readAnchors(config.trustAnchors)
  const atOnce = config.verifyAtOnce
  const engine = engineOf(app, atOnce)
  const verify: RouteParts['verify'] = {
    engine,
    trusted: async () => [new X509Certificate(await rootCertificate(archive.db)).raw, ...anchors],
    clock,
    limits: { maxFileBytes: config.maxFileMb * 1_000_000, idleMs: config.uploadIdleSeconds * 1000 },
    turns: createTurns({ atOnce, waiting: atOnce * 16 }),
  }
  const validate: RouteParts['validate'] = {
    ...{ engine, clock, precedents: precedentsOf(archive) },
    workflow: (accountId, name) =>
      withAccount(archive.db, accountId, (tx) => currentWorkflow(tx, accountId, name)),
    idleMs: config.uploadIdleSeconds * 1000,
    turns: verify.turns,
  }
  return { verify, validate, engine, close: () => engine.close() }
}

/** Readers, as many as `children`. */
export const engineOf = ({ config, log }: App, children: number) =>
  localEngine({
    children,
    memoryMb: config.readerMemoryMb,
    pageSeconds: config.pageSeconds,
    maxPages: config.maxPages,
    maxPageMegapixels: config.maxPageMegapixels,
    recogniser: readModelOf(config),
    log,
  })
