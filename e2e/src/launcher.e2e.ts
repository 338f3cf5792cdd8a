import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { plainPath } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'

const launcher = fileURLToPath(import.meta.resolve('@countersign/server/main')).replace(
  /src\/main\.ts$/,
  'bin/launch.js',
)

test('a program that is done is not called interrupted by a Ctrl-C that comes twice', async (t) => {
  const folder = await makeFolder()
  t.after(() => removeFolder(folder))
  // Where the launcher needs no other Node there is nobody to tell.
  const lines = (told: string) => `
    const end = () => process.kill(process.pid, 'SIGINT')
    if (process.send) ${told}; else process.exit(${told === 'end()' ? 130 : 0})`
  for (const [told, status] of [
    ['process.send({ exitStatus: 0 }, end)', 0],
    ['end()', 130],
  ] as const) {
    const script = join(folder, `${status}.mjs`)
    await writeFile(script, lines(told))
    const start = `import(${JSON.stringify(launcher)}).then(({ launch }) => launch(${JSON.stringify(script)}, []))`
    const child = spawn('node', ['--eval', start], {
      env: { ...process.env, PATH: plainPath },
      stdio: 'ignore',
    })
    assert.deepEqual(await once(child, 'close'), [status, null])
  }
})
