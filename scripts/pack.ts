// npm run pack [-- --out FOLDER] [NAME…]: the packages that others may install, as tarballs of JavaScript and types.
// Node runs no TypeScript from node_modules, so what is published is compiled; in the repository nothing is.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packedManifest } from './pack/manifest.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const published = ['contract', 'evidence', 'pdf', 'ocr', 'understand']

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true })
const names = positionals.length > 0 ? positionals : published
const unknown = names.find((name) => !published.includes(name))
if (unknown) throw new Error(`"${unknown}" is not published; ${published.join(', ')} are.`)
const out = resolve(values.out ?? join(root, 'out'))

const work = mkdtempSync(join(tmpdir(), 'countersign-pack-'))
try {
  mkdirSync(out, { recursive: true })
  compile()
  for (const name of names) pack(name)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** All packages at once: each is compiled against the sources of the others. */
function compile(): void {
  const options = {
    noEmit: false,
    noEmitOnError: true,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: join(root, 'packages'),
    outDir: join(work, 'compiled'),
    typeRoots: [join(root, 'node_modules/@types')],
  }
  const project = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: options,
    include: published.map((name) => join(root, 'packages', name, 'src')),
    exclude: ['test', 'heavy.test'].map((kind) => join(root, `packages/*/src/**/*.${kind}.ts`)),
  }
  const file = join(work, 'tsconfig.json')
  writeFileSync(file, JSON.stringify(project))
  run(join(root, 'node_modules/.bin/tsc'), ['-p', file])
}

function pack(name: string): void {
  const home = join(root, 'packages', name)
  const folder = join(work, name)
  mkdirSync(folder)
  cpSync(join(work, 'compiled', name, 'src'), join(folder, 'dist'), {
    recursive: true,
    // Sample files for tests of the repository.
    filter: (path) => !/[\\/]testing\.(js|d\.ts)$/.test(path),
  })
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packedManifest(manifest), null, 2)}\n`)
  if (existsSync(join(home, 'README.md'))) copyFileSync(join(home, 'README.md'), join(folder, 'README.md'))
  const models = join(home, 'models')
  if (existsSync(models)) cpSync(models, join(folder, 'models'), { recursive: true })
  for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(root, file), join(folder, file))
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', out], folder)
  console.log(`wrote ${join(out, `countersign-${name}-${manifest.version}.tgz`)}`)
}

function run(command: string, args: readonly string[], cwd = root): void {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status === 0) return
  throw new Error(`${command} failed: ${error?.message ?? stdout}`)
}
