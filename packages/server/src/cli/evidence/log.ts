// `countersign log …`: looks at the evidence log without trusting what keeps it. What it does is in `moves/log/`.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { EventProof } from '@countersign/contract/evidence'
import { verifyInclusion } from '@countersign/evidence/inclusion'
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from '@countersign/evidence/note'
import type { Statement } from '@countersign/evidence/replay'
import { readLogKey, renewLogKey } from '../../adapters/key/log-file.ts'
import { openSource } from '../../moves/archive/source.ts'
import { type GatheredLog, gatherFromDatabase, gatherFromExport } from '../../moves/log/gather.ts'
import { type LogVerdict, tokenChecker, verifyLog } from '../../moves/log/verify-log.ts'
import { onConnection, standingDatabase } from '../../moves/standing.ts'
import { notesIn } from '../../proof/folder.ts'
import { logKeyFiles, masterKeyFile } from '../../roles/places.ts'
import { readAnchors } from '../../verify/anchors.ts'
import { asService, type MovingOrder, settingsOf } from '../moves.ts'

export type LogOrder = MovingOrder & { action: string | undefined; list(name: string): string[] }

/** What no run of the command may be mistaken for: the log is not what it was. */
const tampered = 2

const keysOf = (order: LogOrder, name: string): VerifierKey[] => order.list(name).map(parseVerifierKey)

const readText = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })

async function gather(order: LogOrder): Promise<GatheredLog> {
  if (order.path !== undefined) return gatherFromExport(await openSource(resolve(order.path), 'export'))
  const { config, data } = settingsOf(order)
  if (config.databaseUrl !== '')
    return onConnection(await asService(config.databaseUrl, data), gatherFromDatabase)
  const standing = await standingDatabase(data, order.say)
  return await onConnection(standing.url, gatherFromDatabase).finally(() => standing.done())
}

/** Of an export none but the one that is given: a key from the same place would vouch for itself. */
async function logKeys(order: LogOrder): Promise<VerifierKey[]> {
  const given = keysOf(order, 'log-key')
  if (given.length > 0) return given
  const own = order.path === undefined ? await readLogKey(logKeyFiles(settingsOf(order).data).path) : null
  if (own) return [own]
  throw new Error(
    'Give the key of the log with --log-key: what `countersign log key` printed, kept apart from the log.',
  )
}

async function keptStatements(order: LogOrder): Promise<Statement[]> {
  const kept: Statement[] = []
  for (const path of order.list('checkpoint')) {
    const note = await readText(path)
    if (note === null) throw new Error(`There is no file ${path}.`)
    kept.push({ note, from: path })
  }
  const { config, data } = settingsOf(order)
  const folder = order.text('folder') ?? config.logWitnessFolder
  if (folder !== '') for (const { note, path } of await notesIn(folder)) kept.push({ note, from: path })
  if (order.path === undefined) {
    const { lastPath } = logKeyFiles(data)
    const last = await readText(lastPath)
    if (last !== null) kept.push({ note: last, from: lastPath })
  }
  return kept
}

const time = (seconds: number): string => new Date(seconds * 1000).toISOString()

function tell({ print }: LogOrder, verdict: LogVerdict, logs: readonly VerifierKey[]): void {
  const { size, agreed, newest, findings, cosigned, stamped, outside } = verdict
  print(
    `Read ${size} events and ${verdict.checkpoints} checkpoints, ${outside} of them kept outside of the database.`,
  )
  if (findings.length === 0)
    print(
      `The log is what it was: every event stands where it was logged, and all ${agreed} checkpoints agree.`,
    )
  else {
    print('THE LOG IS NOT WHAT IT WAS:')
    for (const { words } of findings) print(`  ${words}`)
  }
  for (const key of logs) print(`Key of the log: ${formatVerifierKey(key)}`)
  for (const [name, { size: upTo, at }] of cosigned) print(`Witness ${name}: ${upTo} events at ${time(at)}.`)
  const last = stamped.at(-1)
  if (last) print(`Timestamp: ${last.size} events existed at ${last.at.toISOString()}, says ${last.by}.`)
  if (size > newest)
    print(`The last ${size - newest} events are in no checkpoint yet: nobody vouches for them.`)
  if (outside === 0)
    print(
      'No checkpoint from outside was given. Who owns the database could have written all of it anew: keep checkpoints elsewhere.',
    )
}

async function verify(order: LogOrder): Promise<number> {
  const logs = await logKeys(order)
  const kept = await keptStatements(order)
  const log = await gather(order)
  const trusted = (await Promise.all(order.list('trust').map(readAnchors))).flat()
  const checkToken = tokenChecker(trusted)
  const verdict = await verifyLog({ log, kept, logs, witnesses: keysOf(order, 'witness'), checkToken })
  tell(order, verdict, logs)
  return verdict.findings.length === 0 ? 0 : tampered
}

/** A proof as `GET …/events/…/proof` gives it. */
async function check(order: LogOrder): Promise<number> {
  const { path, print } = order
  if (path === undefined)
    throw new Error('Name the file of a proof: countersign log check FILE --log-key KEY')
  const text = await readText(path)
  if (text === null) throw new Error(`There is no file ${path}.`)
  const { entry, proof } = JSON.parse(text) as EventProof
  const logs = keysOf(order, 'log-key')
  if (logs.length === 0) throw new Error('Give the key of the log with --log-key.')
  const { holds, words, cosigned } = verifyInclusion(entry, proof, {
    logs,
    witnesses: keysOf(order, 'witness'),
  })
  print(words)
  for (const [name, at] of cosigned) print(`The witness ${name} cosigned it at ${time(at)}.`)
  return holds ? 0 : tampered
}

/** After a restore by other means than `countersign restore`. */
async function renew(order: LogOrder): Promise<number> {
  const { data } = settingsOf(order)
  const { fileKms } = await import('../../adapters/key/file.ts')
  const kms = await fileKms(masterKeyFile(data), { create: false })
  const origin = await renewLogKey({ ...logKeyFiles(data), kms })
  if (origin === null) throw new Error(`There is no key of a log in ${join(data)}.`)
  order.print(
    `The log goes on as ${origin}. Restart the service, and tell witnesses the new key: countersign log key`,
  )
  return 0
}

async function printKey(order: LogOrder): Promise<number> {
  const key = await readLogKey(logKeyFiles(settingsOf(order).data).path)
  if (!key) throw new Error('The log has no key yet. It is made when the service starts.')
  order.print(formatVerifierKey(key))
  return 0
}

const actions: Record<string, (order: LogOrder) => Promise<number>> = { verify, check, key: printKey, renew }

export function runLog(order: LogOrder): Promise<number> {
  const action = actions[order.action ?? '']
  if (!action) throw new Error('Say what to do: log verify, log check FILE, log key, or log renew.')
  return action(order)
}
