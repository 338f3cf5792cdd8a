// Replays a log and holds it against every checkpoint that can be found, inside the database and outside.
import { readCheckpoint } from '@countersign/evidence/checkpoint'
import { parseNote, type VerifierKey, verifierKeyNamed } from '@countersign/evidence/note'
import { type Finding, type Replayed, replayLog, type Statement } from '@countersign/evidence/replay'
import { examineToken } from '@countersign/pdf/verify/token'
import type { GatheredLog, StoredCheckpoint } from './gather.ts'

/**
 * The token's own signature and certificate. With roots (DER) that somebody trusts, the certificate must also lead to one
 * of them; without, whether that authority is to be believed is the reader's to say.
 */
export const tokenChecker =
  (trusted: readonly Uint8Array[]): CheckToken =>
  async (token, bytes) => {
    const { at, by, problems } = examineToken(token, { data: bytes, trusted })
    if (trusted.length > 0 && problems.length > 0)
      throw new Error(`${by} is not to be trusted: ${problems.join(' ')}`)
    return { at, by }
  }

/** Whether an RFC 3161 token is good for these bytes, and when it says they existed. */
export type CheckToken = (token: Uint8Array, bytes: Uint8Array) => Promise<{ at: Date; by: string }>

export type VerifyOrder = {
  log: GatheredLog
  /** From outside of the database: a folder, files that somebody kept. */
  kept: readonly Statement[]
  logs: readonly VerifierKey[]
  witnesses: readonly VerifierKey[]
  checkToken: CheckToken | null
}

export type LogVerdict = Omit<Replayed, 'findings'> & {
  findings: Finding[]
  checkpoints: number
  /** Of these, from outside of the database. */
  outside: number
  /** The largest checkpoint that agrees says so many events. */
  newest: number
  stamped: { size: number; at: Date; by: string }[]
}

function originOf({ note }: Statement): string | null {
  try {
    return readCheckpoint(note).origin
  } catch {
    return null
  }
}

/** After a restore the log has another name and the same key; the key is what is trusted. */
function underAllNames(logs: readonly VerifierKey[], statements: readonly Statement[]): VerifierKey[] {
  const names = new Set([
    ...logs.map(({ name }) => name),
    ...statements.flatMap((one) => originOf(one) ?? []),
  ])
  return logs.flatMap((key) => [...names].map((name) => verifierKeyNamed(name, key)))
}

async function checkTokens(
  checkpoints: readonly StoredCheckpoint[],
  check: CheckToken | null,
  findings: Finding[],
): Promise<LogVerdict['stamped']> {
  const stamped: LogVerdict['stamped'] = []
  if (!check) return stamped
  for (const { size, note, token } of checkpoints) {
    if (!token) continue
    try {
      stamped.push({ size, ...(await check(token, Buffer.from(note))) })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      findings.push({
        code: 'timestamp.invalid',
        words: `The timestamp of the checkpoint of ${size} events is not good: ${why}`,
      })
    }
  }
  return stamped
}

/** Stored lines that cannot be read must not hide the checkpoint they belong to. */
function storedStatement({ note, lines }: StoredCheckpoint): Statement {
  try {
    parseNote(note + lines)
    return { note: note + lines, from: 'the database' }
  } catch {
    return { note, from: 'the database' }
  }
}

export async function verifyLog(order: VerifyOrder): Promise<LogVerdict> {
  const { log, witnesses } = order
  const statements = [...log.checkpoints.map(storedStatement), ...order.kept]
  const replayed = await replayLog({
    entries: log.entries,
    leafTiles: log.leafTiles,
    statements,
    logs: underAllNames(order.logs, statements),
    witnesses,
  })
  const findings = [...replayed.findings, ...log.findings]
  const stamped = await checkTokens(log.checkpoints, order.checkToken, findings)
  const newest = log.checkpoints.reduce((most, { size }) => Math.max(most, size), 0)
  return {
    ...replayed,
    findings,
    checkpoints: statements.length,
    outside: order.kept.length,
    newest,
    stamped,
  }
}
