// What the product is shipped with may be used by everybody: the licences in package-lock.json, held against NOTICE.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fromFile, isNamed, mayShip } from './licences.ts'

type Entry = { license?: string; dev?: boolean; link?: boolean }

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const lock: { packages: Record<string, Entry> } = JSON.parse(read('package-lock.json'))

const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

describe('licences', () => {
  test('everything that is shipped is free, or an LGPL or MPL library that NOTICE names', () => {
    const shipped = Object.entries(lock.packages).filter(
      ([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link,
    )
    assert.ok(shipped.length > 50, 'the lock file names hardly any package')
    const refused = shipped.flatMap(([path, { license }]) => {
      const name = nameOf(path)
      const expression = license ?? fromFile[name] ?? 'none'
      return mayShip(expression, isNamed(name)) ? [] : [`${name}: ${expression}`]
    })
    assert.deepEqual(refused, [])
  })

  test('a copyleft licence is noticed, alone and in company', () => {
    assert.equal(mayShip('GPL-3.0-only', true), false)
    assert.equal(mayShip('MIT AND AGPL-3.0-only', true), false)
    assert.equal(mayShip('LGPL-3.0-or-later', false), false)
    assert.equal(mayShip('(MIT OR GPL-2.0-only)', false), true)
  })
})
