// npm run check: format and lint, types, house rules, generated files.
import { spawnSync } from 'node:child_process'

const steps = [
  ['node_modules/.bin/biome', 'check', '.'],
  ['node_modules/.bin/tsc', '-p', '.'],
  [process.execPath, 'scripts/gen.ts', '--check'],
] as const
for (const [command, ...args] of steps) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
