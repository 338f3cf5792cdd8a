// What each command does; the options are in `arguments.ts`.
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { exportFormats } from '@countersign/contract/layout'
import { createLog } from '../platform/log.ts'
import { isProblem } from '../platform/problem.ts'
import { commandHelp, overview, type Parsed, parseCommand } from './arguments.ts'
import { checkJobAction, manageJobs } from './jobs.ts'
import { checkKeyAction, manageKeys } from './keys.ts'
import { listen } from './listen.ts'
import { processFiles } from './process.ts'
import { reach } from './server/reach.ts'

type Run = {
  parsed: Parsed
  environment: NodeJS.ProcessEnv
  print(line: string): void
  say(line: string): void
}

const text = ({ parsed }: Run, name: string): string | undefined => {
  const value = parsed.values[name]
  return typeof value === 'string' ? value : undefined
}
const flag = ({ parsed }: Run, name: string): boolean => parsed.values[name] === true

const reachFrom = (run: Run, start: boolean) =>
  reach({
    url: text(run, 'url'),
    key: text(run, 'key'),
    data: text(run, 'data'),
    environment: run.environment,
    say: run.say,
    start,
  })

async function withServer<T>(
  run: Run,
  start: boolean,
  work: (client: Awaited<ReturnType<typeof reach>>['client']) => Promise<T>,
): Promise<T> {
  const reached = await reachFrom(run, start)
  // A launcher and a terminal may both pass Ctrl-C on: the second one changes nothing.
  let stopping = false
  const stopEarly = () => {
    if (stopping) return
    stopping = true
    void reached.done().then(() => process.exit(130))
  }
  process.on('SIGINT', stopEarly)
  process.on('SIGTERM', stopEarly)
  try {
    return await work(reached.client)
  } finally {
    process.off('SIGINT', stopEarly)
    process.off('SIGTERM', stopEarly)
    await reached.done()
  }
}

async function process_(run: Run, files: readonly string[], out = text(run, 'out')): Promise<number> {
  if (files.length === 0) throw new Error('Name at least one file: countersign process FILE…')
  const results = await withServer(run, true, (client) =>
    processFiles(client, {
      files,
      out,
      workflow: text(run, 'workflow'),
      languages: text(run, 'languages'),
      password: text(run, 'password'),
      json: flag(run, 'json'),
      print: run.print,
    }),
  )
  return results.some((result) => result.error !== null) ? 1 : 0
}

async function demo(run: Run): Promise<number> {
  // Only here: the generators are no part of the running product.
  const { makeSamples } = await import('@countersign/fixtures/samples')
  const folder = text(run, 'out') ?? 'countersign-demo'
  await mkdir(folder, { recursive: true })
  run.print(`Making sample scans in ${folder}`)
  const files: string[] = []
  for (const sample of await makeSamples()) {
    const path = join(folder, sample.fileName)
    await writeFile(path, sample.bytes)
    files.push(path)
  }
  return process_(run, files, folder)
}

function stopSignal(): AbortSignal {
  const controller = new AbortController()
  process.on('SIGINT', () => controller.abort())
  process.on('SIGTERM', () => controller.abort())
  return controller.signal
}

const list = ({ parsed }: Run, name: string): string[] => {
  const value = parsed.values[name]
  return Array.isArray(value) ? value : []
}

const scopesOf = ({ parsed }: Run): string[] | undefined =>
  Array.isArray(parsed.values.scope) ? parsed.values.scope : undefined

/** Loads the whole service, which takes a second; most commands only talk to one. */
const starting = () => import('./start.ts')

const moving = () => import('./moves.ts')

async function get(run: Run): Promise<number> {
  const [id] = run.parsed.positionals
  if (!id) throw new Error('Name a document: countersign get ID --as text')
  const format = text(run, 'as') ?? 'text'
  if (!exportFormats.some((known) => known === format))
    throw new Error(`--as takes ${exportFormats.join(', ')}; "${format}" is none of them.`)
  const path = `/v1/documents/${encodeURIComponent(id)}/layout/${format}`
  const content = await withServer(run, false, (client) => client.bytes(path))
  const out = text(run, 'out')
  if (out === undefined) run.print(Buffer.from(content).toString('utf8').trimEnd())
  else await writeFile(out, content)
  return 0
}

const movingOrder = (run: Run) => ({
  environment: run.environment,
  given: givenConfig(run),
  path: run.parsed.positionals[0],
  command: run.parsed.command,
  text: (name: string) => text(run, name),
  check: flag(run, 'check'),
  version: version(),
  print: run.print,
  say: run.say,
  signal: stopSignal(),
})

async function verify(run: Run): Promise<number> {
  const { verifyFiles } = await import('./verify.ts')
  const { trust } = run.parsed.values
  return verifyFiles({
    files: run.parsed.positionals,
    trust: Array.isArray(trust) ? trust : [],
    password: text(run, 'password'),
    json: flag(run, 'json'),
    ownRoot: () => ownRoot(run),
    print: run.print,
  })
}

/** Of the server that was named; of the one on this machine, if it runs. */
async function ownRoot(run: Run): Promise<string | null> {
  const named = text(run, 'url') ?? run.environment.COUNTERSIGN_URL
  try {
    const { client } = await reachFrom(run, false)
    return Buffer.from(await client.bytes('/v1/certificates/root')).toString('latin1')
  } catch (error) {
    if (named) throw error
    return null
  }
}

const runs: Record<string, (run: Run) => Promise<number>> = {
  up: async (run) =>
    (await starting()).startInForeground({
      environment: run.environment,
      given: givenConfig(run),
      log: text(run, 'log'),
      print: run.print,
      say: run.say,
    }),
  serve: async (run) =>
    (await starting()).runRole('serve', { environment: run.environment, given: givenConfig(run) }),
  work: async (run) =>
    (await starting()).runRole('work', { environment: run.environment, given: givenConfig(run) }),
  migrate: async (run) =>
    (await starting()).runMigrate({
      environment: run.environment,
      given: givenConfig(run),
      print: run.print,
    }),
  backup: async (run) => (await moving()).runBackup(movingOrder(run)),
  restore: async (run) => (await moving()).runRestore(movingOrder(run)),
  export: async (run) => (await moving()).runExport(movingOrder(run)),
  import: async (run) => (await moving()).runImport(movingOrder(run)),
  async log(run) {
    const [action, path] = run.parsed.positionals
    const order = { ...movingOrder(run), action, path, list: (name: string) => list(run, name) }
    return (await import('./evidence/log.ts')).runLog(order)
  },
  async certificates(run) {
    const asked = { parsed: run.parsed, client: async () => (await reachFrom(run, false)).client }
    return (await import('./evidence/certificates.ts')).runCertificates({ ...movingOrder(run), ...asked })
  },
  async evidence(run) {
    const [action, path] = run.parsed.positionals
    const order = { action, path, list: (name: string) => list(run, name), json: flag(run, 'json') }
    return (await import('./evidence/evidence.ts')).runEvidence({ ...order, print: run.print })
  },
  witness: async (run) =>
    (await import('./evidence/witness.ts')).runWitness({
      text: (name) => text(run, name),
      list: (name) => list(run, name),
      print: run.print,
      say: run.say,
      signal: stopSignal(),
    }),
  process: (run) => process_(run, run.parsed.positionals),
  read: async (run) => (await import('./read.ts')).read(run.parsed),
  verify,
  sign: async (run) =>
    (await import('./sign.ts')).signFiles({
      files: run.parsed.positionals,
      text: (name) => text(run, name),
      flag: (name) => flag(run, name),
      environment: run.environment,
      print: run.print,
    }),
  demo,
  get,
  async keys(run) {
    const [action, id] = run.parsed.positionals
    checkKeyAction({ action, id })
    await withServer(run, true, (client) =>
      manageKeys(client, {
        action,
        id,
        name: text(run, 'name'),
        scope: scopesOf(run),
        test: flag(run, 'test'),
        expires: text(run, 'expires'),
        print: run.print,
      }),
    )
    return 0
  },
  async listen(run) {
    // Ctrl-C is how listening ends, not an interruption of it; no server was started that would have to stop first.
    const { client } = await reachFrom(run, false)
    await listen(client, {
      forward: text(run, 'forward'),
      types: text(run, 'events'),
      signal: stopSignal(),
      print: run.print,
    })
    return 0
  },
  workflow: async (run) =>
    (await import('./workflow/workflow.ts')).runWorkflow({
      positionals: run.parsed.positionals,
      ...{ draft: flag(run, 'draft'), dryRun: flag(run, 'dry-run'), limit: text(run, 'limit') },
      print: run.print,
      progress: (line) => void process.stderr.write(`${line}\n`),
      withServer: (work) => withServer(run, true, work),
    }),
  async learning(run) {
    const { runLearning } = await import('./learning/learning.ts')
    const order = { positionals: run.parsed.positionals, text: (name: string) => text(run, name) }
    return withServer(run, true, (client) => runLearning(client, { ...order, print: run.print }))
  },
  async jobs(run) {
    const [action, ...ids] = run.parsed.positionals
    checkJobAction(action)
    await withServer(run, true, (client) => manageJobs(client, { action, ids, print: run.print }))
    return 0
  },
}

function givenConfig(run: Run): Record<string, string> {
  const given: Record<string, string> = {}
  for (const name of ['data', 'port']) {
    const value = text(run, name)
    if (value !== undefined) given[name] = value
  }
  return given
}

const version = (): string =>
  (createRequire(import.meta.url)('../../package.json') as { version: string }).version

/** The exit status; what went wrong is one line on the error stream, never a stack. */
export async function runCommand(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const print = (line: string) => void process.stdout.write(`${line}\n`)
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  try {
    const parsed = parseCommand(argv)
    if (parsed === 'version') print(version())
    else if (parsed === 'help') print(overview())
    else if (parsed.command === 'help') print(commandHelp(parsed.positionals[0] ?? ''))
    else return (await runs[parsed.command]?.({ parsed, environment, print, say })) ?? 1
    return 0
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    if (!isProblem(error) && environment.COUNTERSIGN_LOG_LEVEL === 'debug')
      createLog({ level: 'debug', role: 'cli' }).error({ err: error })
    return 1
  }
}
