// Workers that take envelopes as far as they go by themselves. Every step is done outside of transactions and written in
// one; a worker that dies leaves its envelope to the next, which begins with the first step that was not written.
import type { Listen } from '../../db/listen.ts'
import { withAccount, withSystem } from '../../db/sql.ts'
import { isSettled, type Move, nextMove } from '../../domain/envelope.ts'
import { loop } from '../../platform/loop.ts'
import { isOutage } from '../../platform/outage.ts'
import { isProblem } from '../../platform/problem.ts'
import { findEnvelopeRow } from '../envelopes.store.ts'
import { openEnvelope, sightOf } from '../holdings.ts'
import { envelopesChannel, recordEnvelope } from '../record.ts'
import { askThose, expire, remind, sendLetter } from './asking.ts'
import { type Driving, type Step, worker } from './driving.ts'
import {
  claimEnvelopes,
  type Due,
  holdEnvelopes,
  putOff,
  releaseEnvelope,
  restEnvelope,
} from './due.store.ts'
import { prepare } from './prepare.ts'
import { prove } from './proving.ts'
import { embed, finish, seal } from './signing.ts'

const leaseMs = 20_000
const beatMs = 5_000
const pollMs = 1_000

type Options = Driving & { listen?: Listen | undefined; atOnce?: number; pollMs?: number }

export function startEnvelopes(options: Options): { signal(): void; stop(): Promise<void> } {
  const { log, listen, atOnce = 4 } = options
  const { db } = options.archive
  const aborting = new AbortController()
  const underWay = new Map<string, Promise<void>>()
  const until = () => new Date(options.scribe.clock().getTime() + leaseMs)
  const drive = async (due: Due) => {
    await driveEnvelope(options, due, aborting.signal).catch((error: unknown) =>
      log.warn({ err: error, envelope: due.id }, 'an envelope could not be driven; another worker will'),
    )
    underWay.delete(due.id)
    taking.now()
  }
  const taking = loop({
    pauseMs: options.pollMs ?? pollMs,
    log,
    failure: 'due envelopes could not be fetched; trying again',
    wanted: () => underWay.size < atOnce,
    work: async () => {
      const claim = { now: options.scribe.clock(), lockedUntil: until(), free: atOnce - underWay.size }
      for (const due of await withSystem(db, (tx) => claimEnvelopes(tx, claim)))
        underWay.set(due.id, drive(due))
    },
  })
  const holding = loop({
    pauseMs: beatMs,
    log,
    failure: 'envelopes under way could not be held',
    work: () =>
      withSystem(db, (tx) => holdEnvelopes(tx, { ids: [...underWay.keys()], lockedUntil: until() })),
  })
  const listener = listen?.(envelopesChannel, taking.now)
  taking.now()
  holding.now()
  return {
    signal: taking.now,
    async stop() {
      await listener?.stop()
      await taking.stop()
      aborting.abort()
      await Promise.all(underWay.values())
      await holding.stop()
    },
  }
}

/** As far as it goes now. */
export async function driveEnvelope(driving: Driving, due: Due, signal: AbortSignal): Promise<void> {
  const { db, kms } = driving.archive
  for (;;) {
    if (signal.aborted) return withSystem(db, (tx) => releaseEnvelope(tx, due.id))
    try {
      const opened = await withAccount(db, due.accountId, (tx) =>
        openEnvelope(tx, due.accountId, { id: due.id, kms }),
      )
      const move = nextMove(
        sightOf(opened, { proves: driving.evidence !== undefined }),
        driving.scribe.clock(),
      )
      if (move.kind !== 'rest') await perform({ driving, opened, signal }, move)
      else {
        const rest = { id: due.id, seen: opened.envelope, until: move.until }
        if (await withSystem(db, (tx) => restEnvelope(tx, rest))) return
      }
    } catch (error) {
      if (signal.aborted) return withSystem(db, (tx) => releaseEnvelope(tx, due.id))
      return afterFailure(driving, due, error)
    }
  }
}

function perform(step: Step, move: Exclude<Move, { kind: 'rest' }>): Promise<void> {
  switch (move.kind) {
    case 'prepare':
      return prepare(step)
    case 'embed':
      return embed(step, move.recipientId)
    case 'ask':
      return askThose(step, move.recipientIds)
    case 'remind':
      return remind(step, move.recipientIds)
    case 'mail':
      return sendLetter(step, move.mailId)
    case 'finish':
      return finish(step)
    case 'seal':
      return seal(step)
    case 'expire':
      return expire(step)
    case 'prove':
      return prove(step)
  }
}

const mostAttempts = 8
const pauseMs = (attempts: number): number => Math.min(300_000, 1000 * 2 ** attempts)
const endsEnvelope = /^(read|seal|envelope|artifact|document)\./
/** A reader that was too slow or died may have had too little of the machine: no reason to end what people have signed. */
const triesOfReaders = 4
const lostReader = (error: unknown): boolean =>
  isProblem(error) &&
  (error.code === 'read.crashed' || error.code === 'read.too_slow' || lostReader(error.cause))

/** What the files are to blame for ends the envelope; what is away is waited for; anything else is tried again, for a while. */
async function afterFailure({ archive, scribe, log }: Driving, due: Due, error: unknown): Promise<void> {
  const { id, accountId } = due
  const code = isProblem(error) ? error.code : 'stage.failed'
  // Every certificate of completion waits some seconds for the log to sign: nothing that an operator must know.
  const early = code === 'event.not_proven'
  const away = isOutage(error) || early
  if (!early) log.warn({ err: error, envelope: id, code }, 'a step of an envelope failed')
  await withAccount(archive.db, accountId, async (tx) => {
    const envelope = await findEnvelopeRow(tx, accountId, { id, lock: true })
    const attempts = envelope.attempts + 1
    const gone = code === 'document.erased'
    const most = lostReader(error) ? triesOfReaders : endsEnvelope.test(code) ? 1 : mostAttempts
    const over = gone || attempts >= most
    if (away || !over) {
      const nextAt = new Date(scribe.clock().getTime() + pauseMs(attempts))
      return putOff(tx, {
        id,
        waitingFor: away ? code : null,
        attempts: away ? Math.min(attempts, 6) : attempts,
        nextAt,
      })
    }
    if (isSettled(envelope.state)) return putOff(tx, { id, waitingFor: null, attempts, nextAt: null })
    const detail = isProblem(error)
      ? error.message
      : 'A step failed again and again. The log says why; void the envelope and make a new one.'
    await recordEnvelope(tx, accountId, {
      ...{ envelope, event: 'envelope.failed', data: { code }, circumstances: worker, scribe },
      set: { failureCode: code, failureDetail: detail, nextAt: null, lockedUntil: null },
    })
  })
}
