// Runs a program of PostgreSQL under a small shell that stops it when we are gone, however we went (kill -9 too).
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { findProcess, type RunningProcess } from '../platform/process.ts'
import type { ServerUser } from './postgres-binaries.ts'

export interface GuardedRun {
  command: string
  args: string[]
  user: ServerUser | undefined
  /** The folder of the socket, removed when the program ends because we asked or are gone. */
  scratch?: string
  /** Open file that takes everything the program prints. */
  output: number
}

export interface Guarded {
  /** Resolves when the program has ended, with the shell's exit status. */
  ended: Promise<number>
  /** Asks the program to end, as our own death would; resolves when it has. */
  stop(): Promise<number>
}

/** `$0` of the shell; who started it follows, so that a start after a crash knows whether its guard still obeys anybody. */
const guardName = 'countersign-postgres'
const ownerOf = ({ pid, startedAt }: RunningProcess) => `${pid}@${startedAt.replaceAll(/\s+/g, '_')}`

/** True where this is a guard whose starter still runs. */
export async function isGuarding(guard: RunningProcess | undefined): Promise<boolean> {
  const [, owner, pid] = new RegExp(`${guardName} ((\\d+)@\\S+) `).exec(guard?.command ?? '') ?? []
  const found = await findProcess(Number(pid))
  return found !== undefined && ownerOf(found) === owner
}

// The shell reads a pipe that only we hold; its end means that we are gone or that we ask to stop.
// - A background program starts with SIGINT ignored until PostgreSQL sets its own handler, so the signal is repeated.
// - After a minute of asking (fast shutdown: INT) it is cut (immediate shutdown: QUIT); the log is replayed next time.
// - TERM from a service manager reaches the whole group; the guard must outlive PostgreSQL to see it end.
const script = `
trap '' HUP INT TERM
trap 'asked=yes' USR1
exec 3<&0
scratch=$2; shift 2
"$@" </dev/null 3<&- &
server=$!
(
  read -r line <&3
  kill -USR1 $$
  count=0; signal=INT
  while kill -$signal $server; do
    count=$((count + 1)); [ $count -gt 600 ] && signal=QUIT
    sleep 0.1 || sleep 1 || exit 1
  done
) >/dev/null 2>&1 </dev/null &
guard=$!
while wait $server; status=$?; [ $status -gt 128 ] && kill -0 $server; do :; done 2>/dev/null
kill -9 $guard
if [ -n "$asked" ] && [ -n "$scratch" ]; then
  rm -f "$scratch"/.s.PGSQL.*
  rmdir "$scratch"
fi 2>/dev/null
exit $status
`

export async function runGuarded({ command, args, user, scratch, output }: GuardedRun): Promise<Guarded> {
  const self = await findProcess(process.pid)
  const owner = self ? ownerOf(self) : ''
  const shell = spawn('/bin/sh', ['-c', script, guardName, owner, scratch ?? '', command, ...args], {
    ...user,
    cwd: '/',
    // Nothing of our own environment: it may hold secrets, and locale or PG* variables that would change the server.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    // A session of its own, so that Ctrl-C in the terminal reaches only us and we choose the order of stopping.
    detached: true,
    stdio: ['pipe', output, output],
  })
  await once(shell, 'spawn').catch((cause: NodeJS.ErrnoException) => {
    throw new Error(spawnProblem(cause, user), { cause })
  })
  const pipe = shell.stdin
  // The shell may be gone before the pipe is closed; that is what closing it is for.
  pipe?.on('error', () => undefined)
  const ended = endOf(shell)
  const stop = () => {
    pipe?.destroy()
    return ended
  }
  return { ended, stop }
}

async function endOf(shell: ChildProcess): Promise<number> {
  const [code] = (await once(shell, 'exit')) as [number | null]
  // Where the shell itself was killed, its other half still waits for the pipe to close.
  shell.stdin?.destroy()
  return code ?? -1
}

function spawnProblem({ code }: NodeJS.ErrnoException, user: ServerUser | undefined): string {
  if (user && (code === 'EPERM' || code === 'EINVAL')) {
    return 'PostgreSQL refuses to run as root, and this container does not let us become nobody. Start Countersign as an ordinary user.'
  }
  return `/bin/sh could not be started (${code}); Countersign needs it to run its own PostgreSQL. Or set DATABASE_URL.`
}
