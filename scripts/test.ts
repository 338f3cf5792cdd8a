// npm test [-- FILE…]: the quick suite in one process, then the CPU-heavy one (`*.heavy.test.ts`).
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

const chosen = process.argv.slice(2)
const all =
  chosen.length > 0
    ? chosen
    : globSync(['packages/*/**/*.test.ts', 'fixtures/**/*.test.ts', 'scripts/**/*.test.ts'], {
        exclude: ['**/node_modules/**'],
      }).sort()
const suites = [
  all.filter((file) => !file.endsWith('.heavy.test.ts')),
  all.filter((file) => file.endsWith('.heavy.test.ts')),
]
for (const files of suites) {
  if (files.length === 0) continue
  const { status } = spawnSync(process.execPath, ['--test', '--test-isolation=none', ...files], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}
