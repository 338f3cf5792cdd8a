// The walk-through of the README, run as a reader would paste it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { makeSamples } from '@countersign/fixtures/samples'
import { makeFolder, removeFolder } from './folder.ts'
import { openHouse } from './house.ts'
import { acceptSealed } from './judges.ts'

const marker = /<!-- walk-through -->\s*```(?:bash|sh)\n([\s\S]*?)```/

describe('the README', () => {
  test('has a walk-through with curl that ends with a sealed PDF', async (t) => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
    const script = marker.exec(readme)?.[1]
    assert.ok(script, 'README.md has a block of shell after <!-- walk-through -->')
    const lines = script.split('\n').filter((line) => line.trim() && !line.startsWith('#'))
    assert.ok(lines.length <= 5, `${lines.length} lines; a reader was promised five`)
    const house = await openHouse()
    t.after(() => house.stop())
    const folder = await makeFolder()
    t.after(() => removeFolder(folder))
    const [, file = ''] = /@([\w./-]+)/.exec(script) ?? []
    const sample = (await makeSamples()).find(({ fileName }) => fileName === basename(file))
    assert.ok(sample, `the walk-through sends ${file}, which is none of the files of the demo`)
    await mkdir(join(folder, dirname(file)), { recursive: true })
    await writeFile(join(folder, file), sample.bytes)
    const before = await readdir(folder)
    const bash = spawn('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: folder,
      env: { ...process.env, URL: house.url, KEY: house.api.key },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [bash.stdout, bash.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8')
      })
    const [code] = await once(bash, 'close')
    assert.equal(code, 0, output)
    assert.match(output, /document\.completed|"fields"/)
    const written = (await readdir(folder)).filter((name) => !before.includes(name) && name.endsWith('.pdf'))
    assert.equal(written.length, 1, output)
    const root = await house.api.ask('/v1/certificates/root')
    await acceptSealed(join(folder, written[0] ?? ''), root.bytes.toString('utf8'))
  })
})
