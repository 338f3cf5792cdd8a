// Who is to be killed: each process of an installation by what it does.
import type { Random } from '@countersign/fixtures/random'
import { family, type Seen } from '../processes.ts'

export const targets = [
  'serve',
  'work',
  'reader',
  'postmaster',
  'guard',
  'backend',
  'up',
  'launcher',
] as const
export type Target = (typeof targets)[number]

const patterns: Record<Target, RegExp> = {
  serve: /role\.ts serve/,
  work: /role\.ts work/,
  reader: /engine\/child\.ts/,
  // Backends change their titles; the postmaster keeps its command line, and the shell that guards it has it in its own.
  postmaster: /^\S+bin\/postgres -D /,
  guard: /^\/bin\/sh [\s\S]*countersign-postgres/,
  backend: /^postgres: .*countersign_service/,
  up: /src\/main\.ts up/,
  launcher: /countersign\.js up/,
}

/** How often each is hit, in percent: whatever ends everything else is hit now and then. */
const weights: Record<Target, number> = {
  serve: 20,
  work: 20,
  reader: 18,
  postmaster: 10,
  guard: 2,
  backend: 20,
  up: 5,
  launcher: 5,
}

export const membersOf = (root: number, target: Target): Seen[] =>
  family(root).filter(({ command }) => patterns[target].test(command))

export function chooseTarget(random: Random): Target {
  let point = random.next() * 100
  for (const target of targets) {
    point -= weights[target]
    if (point < 0) return target
  }
  return 'serve'
}

/** Kills one of them at once; false where there is none now. */
export function killOne(root: number | undefined, target: Target, random: Random): boolean {
  const members = root === undefined ? [] : membersOf(root, target)
  if (members.length === 0) return false
  try {
    process.kill(random.pick(members).pid, 'SIGKILL')
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
