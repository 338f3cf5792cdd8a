// `countersign witness`: watches logs of others, best on a machine of somebody else. Needs no database and no data folder.
import { resolve } from 'node:path'
import { parseVerifierKey } from '@countersign/evidence/note'
import { startWitness } from '@countersign/evidence/witness-server'
import { systemClock } from '../../platform/clock.ts'

export type WitnessOrder = {
  text(name: string): string | undefined
  list(name: string): string[]
  print(line: string): void
  say(line: string): void
  signal: AbortSignal
}

const portOf = (text: string): number => {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error('--port takes a number from 0 to 65535.')
}

export async function runWitness({ text, list, print, say, signal }: WitnessOrder): Promise<number> {
  const folder = text('folder')
  if (folder === undefined || list('log-key').length === 0)
    throw new Error('Name a folder and the log to watch: countersign witness --folder FOLDER --log-key KEY')
  const witness = await startWitness({
    folder: resolve(folder),
    name: text('name') ?? 'witness.invalid/countersign',
    logs: list('log-key').map(parseVerifierKey),
    host: text('host') ?? '127.0.0.1',
    port: portOf(text('port') ?? '8490'),
    now: () => Math.floor(systemClock().getTime() / 1000),
    say,
  })
  print(`Watching at ${witness.url}. For the log: COUNTERSIGN_LOG_WITNESSES="${witness.key} ${witness.url}"`)
  await new Promise<void>((done) => {
    if (signal.aborted) done()
    signal.addEventListener('abort', () => done(), { once: true })
  })
  await witness.stop()
  return 0
}
