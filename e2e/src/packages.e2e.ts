// The packages as others get them: tarballs installed in an empty folder, and the examples of their READMEs run there.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { makeLetter } from '@countersign/fixtures/letter'
import { makeScannedPdf } from '@countersign/fixtures/scan'
import { makeFolder, removeFolder } from './folder.ts'
import { examplesOf } from './readme.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** npm hands its own settings down, which are those of this repository. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/.test(name))),
  // npm keeps a cache of compiled code in the temporary folder.
  NODE_DISABLE_COMPILE_CACHE: '1',
}

async function run(command: string, args: readonly string[], cwd: string) {
  const child = spawn(command, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code] = await once(child, 'close')
  assert.equal(code, 0, `${command} ${args.join(' ')}: ${output}`)
  return output
}

describe('the packages, installed from tarballs', () => {
  let folder: string
  before(async () => {
    folder = await makeFolder()
    await run(process.execPath, ['scripts/pack.ts', '--out', folder], root)
    const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
    assert.equal(tarballs.length, 5)
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    const quietly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
    await run('npm', ['install', ...quietly, ...tarballs.map((name) => `./${name}`)], folder)
    const letter = makeLetter({ seed: 3, language: 'en', pages: 2 })
    await writeFile(join(folder, 'scan.pdf'), await makeScannedPdf(letter, { seed: 3, dpi: 150 }))
  })
  after(() => removeFolder(folder))

  async function outputsOf(name: string): Promise<string[]> {
    const examples = await examplesOf(new URL(`../../packages/${name}/README.md`, import.meta.url))
    const outputs: string[] = []
    for (const [index, code] of examples.entries()) {
      const file = join(folder, `${name}-${index}.js`)
      await writeFile(file, code)
      outputs.push(await run(process.execPath, [file], folder))
    }
    return outputs
  }

  test('every example of the reader runs', async () => {
    const [plain = '', stream = '', pool = '', broken = '', markdown = ''] = await outputsOf('ocr')
    assert.match(plain, /Dear Sir or Madam/)
    assert.match(stream, /^page 1: \d+ blocks, \d+ bytes of JPEG/)
    assert.match(pool, /^\d{2,} words/)
    assert.match(broken, /^file\.unsupported .*cannot be read/)
    assert.match(markdown, /Yours faithfully/)
  })

  test('the examples of the other packages run', async () => {
    assert.deepEqual(await outputsOf('contract'), ['a page\n'])
    const [pdf = ''] = await outputsOf('pdf')
    assert.match(pdf, /^2 pages, the first is 82\d × 1169 pixels at 100 dpi\nsealed, SHA-256 [0-9a-f]{64}/)
    assert.deepEqual(await outputsOf('evidence'), [
      'The event stands at position 2 of the 3 events that the log example.com/log signed.\nThe event is not the one that the log example.com/log has at position 2.\n',
    ])
    const [understood = ''] = await outputsOf('understand')
    assert.match(understood, /^invoice\n(.*\n)*number 2026-0417/)
  })

  test('the command of the reader works', async () => {
    const command = join(folder, 'node_modules/@countersign/ocr/dist/cli/main.js')
    const [page] = (await run(process.execPath, [command, 'scan.pdf', '--pages', '2', '--json'], folder))
      .trim()
      .split('\n')
      .flatMap((line) => JSON.parse(line).pages)
    assert.equal(page.number, 2)
    await run(process.execPath, [command, 'scan.pdf', '--pdf', '--out', 'out.pdf'], folder)
    assert.match(await run(process.execPath, [command, 'out.pdf'], folder), /Dear Sir or Madam/)
    assert.match(await run(process.execPath, [command, '--help'], folder), /--languages de,en/)
  })

  test('types come along', async () => {
    const code = `import { createReader, type Reader } from '@countersign/ocr'
      import type { Page } from '@countersign/contract/layout'
      const reader: Reader = await createReader()
      for await (const { page } of reader.read('scan.pdf', { languages: ['en'] })) { const one: Page = page; void one }
      // @ts-expect-error: a number is no file
      reader.read(7)`
    await writeFile(join(folder, 'typed.ts'), code)
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--skipLibCheck']
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')]
    await run(join(root, 'node_modules/.bin/tsc'), [...flags, ...types, 'typed.ts'], folder)
  })
})
