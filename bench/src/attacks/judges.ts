// Verifiers of others on the same files, where they are installed.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a verifier makes of each file, in their order; null where it is not on this machine. */
export type Verdicts = readonly string[] | null

const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { encoding: 'utf8', timeout: 300_000, maxBuffer: 64 * 1024 * 1024 })

/** Poppler's pdfsig: `passed` where it calls every signature valid. It does not compare versions. */
export function pdfsig(files: readonly string[]): Verdicts {
  const { error } = run('pdfsig', ['-v'])
  if (error) return null
  return files.map((file) => {
    const { status, stdout } = run('pdfsig', ['-nocert', file])
    const words = [...stdout.matchAll(/Signature Validation: (.*)/g)].map(([, word = '']) => word)
    if (words.length === 0) return status === 2 ? 'unsigned' : 'refused'
    return words.every((word) => /is Valid|not yet been verified/.test(word)) ? 'passed' : 'failed'
  })
}

const version = 'pyhanko==0.38.0'

/** pyHanko, with the root (PEM) at `at`; installed into `folder` where Python is at hand. */
export function pyhanko(
  files: readonly string[],
  { folder, root, at }: { folder: string; root: string; at: Date },
): Verdicts {
  const python = join(folder, 'pyhanko', 'bin', 'python')
  if (!existsSync(python)) {
    if (run('python3', ['-m', 'venv', join(folder, 'pyhanko')]).status !== 0) return null
    if (run(python, ['-m', 'pip', 'install', '--quiet', version]).status !== 0) return null
  }
  const script = fileURLToPath(new URL('./judge.py', import.meta.url))
  const { status, stdout } = run(python, [script, root, at.toISOString(), ...files])
  return status === 0 ? (JSON.parse(stdout) as string[]) : null
}
