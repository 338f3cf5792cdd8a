// A few seconds of what `npm run fuzz` does for minutes: damaged files and requests against a running product.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { makeFolder, removeFolder } from './folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('damaged files and requests get an answer with a known code, and nothing is left behind', async (t) => {
  const folder = await makeFolder()
  t.after(() => removeFolder(folder))
  const args = ['bench/src/fuzz.ts', '--minutes', '0.15', '--seed', '1', '--out', join(folder, 'findings')]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill())
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code] = (await once(child, 'close')) as [number | null]
  assert.equal(code, 0, output.slice(-5000))
  const cases = [
    ...output.matchAll(/^(?:pdf|image|form|upload|json|query|path|header|framing|bytes) +(\d+) /gm),
  ]
  const sum = cases.reduce((total, [, count]) => total + Number(count), 0)
  assert.ok(sum > 50, output)
})
