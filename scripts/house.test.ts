// The rules of the house that no other tool keeps: who may import whom, and what stands in one place only.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const sources = globSync('{packages,fixtures,bench,e2e}/**/src/**/*.ts', {
  cwd: root,
  exclude: ['**/node_modules/**'],
}).sort()
const isTest = (file: string) =>
  /\.test\.ts$|\.e2e\.ts$|\.contract\.ts$|\/testing\.ts$|\.fixture\.ts$|\/test\//.test(file)
const product = sources.filter((file) => !isTest(file))

/** What each room of the server may import, besides itself. Rooms not named here are features. */
const rooms: Record<string, readonly string[]> = {
  platform: ['@contract'],
  domain: ['@contract', 'platform/problem.ts'],
  ports: ['@contract', '@evidence', 'domain', 'platform'],
  db: ['@contract', 'platform'],
  // An e-invoice without a page of its own is drawn where files are read.
  adapters: ['@contract', '@ocr', '@pdf', '@evidence', '@understand/einvoice', 'ports', 'domain', 'platform'],
  events: [
    '@contract',
    'domain',
    'ports',
    'platform',
    'db',
    'documents/documents.store.ts',
    'documents/keys.ts',
  ],
  documents: ['@contract', 'domain', 'ports', 'platform', 'db', 'events'],
  // Exports are pure functions of pages; the rest of the reader stays behind its port.
  read: ['@contract', '@ocr/export', 'domain', 'ports', 'platform', 'db', 'documents', 'events'],
  feature: [
    '@contract',
    '@understand',
    '@pdf',
    '@evidence',
    'domain',
    'ports',
    'platform',
    'db',
    'documents',
    'events',
  ],
  pipeline: ['*'],
  http: ['*'],
  roles: ['*'],
  moves: ['*'],
  cli: ['*'],
  'app.ts': ['*'],
  'main.ts': ['*'],
}

const packages: Record<string, readonly string[]> = {
  contract: [],
  pdf: ['@contract'],
  ocr: ['@contract'],
  understand: ['@contract'],
  evidence: [],
}

/** Where a rule of one place is kept elsewhere for a reason; each line says which. */
const exceptions: Record<string, readonly string[]> = {
  // The command line is a client of the API, not a part of the server.
  fetch: ['cli/server/client.ts', 'cli/listen.ts'],
  environment: ['platform/config.ts', 'db/testing.ts'],
  clock: ['platform/clock.ts', 'platform/ids.ts'],
}

function target(file: string, specifier: string): string | null {
  if (specifier.startsWith('@countersign/')) return `@${specifier.slice('@countersign/'.length)}`
  if (!specifier.startsWith('.')) return null
  return posix.normalize(posix.join(dirname(file), specifier))
}

const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].flatMap(
    ([, specifier = '']) => target(file, specifier) ?? [],
  )

const serverRoot = 'packages/server/src/'

function offences(file: string): string[] {
  if (file.startsWith(serverRoot)) {
    const path = file.slice(serverRoot.length)
    const room = path.split('/')[0] ?? ''
    const may = rooms[room] ?? rooms.feature ?? []
    return importsOf(file).filter((found) => {
      const inside = found.startsWith(serverRoot) ? found.slice(serverRoot.length) : found
      if (inside.startsWith(`${room}/`) || may.includes('*')) return false
      return !may.some((allowed) => inside === allowed || inside.startsWith(`${allowed}/`))
    })
  }
  const [, home = ''] = /^packages\/([^/]+)\//.exec(file) ?? []
  const may = packages[home]
  if (!may) return []
  return importsOf(file).filter((full) => {
    if (full.startsWith(`packages/${home}/`)) return false
    const found = full.startsWith('@') ? (full.split('/')[0] ?? '') : full
    // Reading whole files needs pages of PDFs and the directories of TIFF; only these, which never run in a browser.
    if (
      /^packages\/ocr\/src\/(reader|image-file|cli)\b|^packages\/ocr\/src\/read\//.test(file) &&
      found === '@pdf'
    )
      return false
    return !may.includes(found)
  })
}

describe('the house', () => {
  test('nobody imports what their room may not', () => {
    const found = product.flatMap((file) => offences(file).map((imported) => `${file} imports ${imported}`))
    assert.deepEqual(found, [])
  })

  const inServer = product.filter((file) => file.startsWith(serverRoot))
  const uses = (pattern: RegExp, allowed: readonly string[] = []) =>
    inServer.filter((file) => !allowed.includes(file.slice(serverRoot.length)) && pattern.test(read(file)))

  test('the environment, the clock and outgoing HTTP each have one place', () => {
    assert.deepEqual(uses(/\bprocess\.env\b/, exceptions.environment), [])
    assert.deepEqual(uses(/new Date\(\)|Date\.now\(|randomUUID\(/, exceptions.clock), [])
    assert.deepEqual(uses(/(?<![.\w])fetch\(/, exceptions.fetch), [])
  })

  test('a class is only what a platform asks for, and nothing has a decorator', () => {
    const classes = product.filter((file) => /^(export )?class /m.test(read(file)))
    assert.deepEqual(classes, [`${serverRoot}platform/problem.ts`])
  })

  test('no folder is named after nothing', () => {
    const nameless = product.filter((file) => /\/(utils?|common|shared|helpers?|lib)\//.test(file))
    assert.deepEqual(nameless, [])
  })

  test('SQL stands in stores, in the record and beside migrations only', () => {
    const sql = /\b(selectFrom|insertInto|updateTable|deleteFrom)\(/
    const stores =
      /(\.store|\/record|\/keys|\/life|\/append|\/sequencer|\/history|\/private-values|\/sweeper|\/runner|\/follow|\/up)\.ts$/
    assert.deepEqual(
      inServer.filter((file) => sql.test(read(file)) && !stores.test(file)),
      [],
    )
  })

  test('a query inside an account says which', () => {
    const stores = inServer.filter((file) => file.endsWith('.store.ts'))
    const bySystem = /(access|outbox|signer|follow|queue|pg-boss|due|tree|checkpoints)[\w-]*\.store\.ts$/
    const forgetful = stores
      .filter((file) => !bySystem.test(file))
      .flatMap((file) =>
        [...read(file).matchAll(/export (?:async )?(?:function|const) (\w+)[^(]*\(\s*tx: Tx,\s*(\w+)/g)]
          .filter(([, , second]) => second !== 'accountId' && second !== 'row')
          .map(([, name]) => `${relative('.', file)} ${name}`),
      )
    assert.deepEqual(forgetful, [])
  })

  test('a feature folder holds at most twelve files besides its tests', () => {
    const counts = new Map<string, number>()
    for (const file of inServer) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
    const crowded = [...counts].filter(
      ([folder, count]) => count > 12 && !/\/(platform|http|db|ports)$/.test(folder),
    )
    assert.deepEqual(crowded, [])
  })

  test('tests share a process: none hooks or patches it as a whole', () => {
    const hooks = sources.filter(
      (file) => /\.(test|e2e)\.ts$/.test(file) && /^(before|after|beforeEach|afterEach)\(/m.test(read(file)),
    )
    assert.deepEqual(hooks, [])
  })
})
