// The command line as a person runs it: the plain `node` of the machine, no setting of ours in the environment.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(import.meta.resolve('@countersign/server/main')).replace(
  /src\/main\.ts$/,
  'bin/countersign.js',
)

/** npm puts the Node it brought along first; the launcher must find that one by itself. */
export const plainPath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes(`node_modules${sep}`))
  .join(delimiter)

function plainEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(COUNTERSIGN_|NODE_|npm_|DATABASE_URL$)/.test(name),
  )
  return { ...Object.fromEntries(kept), PATH: plainPath, ...settings }
}

export type Command = {
  child: ChildProcess
  /** Everything printed so far, and what of it went to the error stream. */
  output(): string
  errors(): string
  /** Exit status, or the signal that ended it. */
  ended: Promise<number | string>
}

export type Settings = Record<string, string>

/** Tests that are cut short take what they started with them. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGTERM')
})

/** Starts it in a process group of its own, so that a Ctrl-C can be sent to it alone. */
export function startCommand(args: readonly string[], settings: Settings = {}, stdin?: Uint8Array): Command {
  const child = spawn('node', [launcher, ...args], {
    stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: plainEnvironment(settings),
    detached: true,
  })
  running.add(child)
  child.stdin?.end(stdin)
  child.on('exit', () => running.delete(child))
  let output = ''
  let errors = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
    errors += text
  })
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return { child, output: () => output, errors: () => errors, ended }
}

export async function runCommand(
  args: readonly string[],
  settings: Settings = {},
  stdin?: Uint8Array,
): Promise<{ code: number | string; output: string; errors: string }> {
  const command = startCommand(args, settings, stdin)
  const code = await command.ended
  return { code, output: command.output(), errors: command.errors() }
}

/** Ctrl-C: the terminal sends it to every process of the group. */
export function interrupt({ child }: Command): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
}
