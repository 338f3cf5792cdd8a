import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

test('every advisory lock is taken by a number of the one table', () => {
  const root = new URL('../', import.meta.url)
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !/\.test\.ts$|\.contract\.ts$/.test(file))
  const users = files.filter((file) => /pg_(try_)?advisory/.test(readFileSync(new URL(file, root), 'utf8')))
  // A lock per account has a number made from the account's id.
  const perAccount = [
    'publish/webhooks.store.ts',
    'masterdata/suppliers.store.ts',
    'learning/fields.store.ts',
    'sign/customer/certificates.store.ts',
    'documents/precedents/fingerprints.store.ts',
  ]
  const own = users.filter((file) => !perAccount.includes(file))
  assert.deepEqual(
    own.filter((file) => !readFileSync(new URL(file, root), 'utf8').includes('lockFor(')),
    [],
  )
  assert.ok(own.length >= 7)
})
