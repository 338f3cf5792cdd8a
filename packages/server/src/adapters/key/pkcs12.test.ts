import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { modern } from '@countersign/pdf/sign/pkcs12.fixture'
import { isProblem } from '../../platform/problem.ts'
import { keyProviderContract } from '../../ports/key-provider.contract.ts'
import { pkcs12KeyProvider } from './pkcs12.ts'

function withFile<T>(use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-key-'))
  const file = join(folder, 'seal.p12')
  writeFileSync(file, modern)
  return use(file).finally(() => rmSync(folder, { recursive: true }))
}

keyProviderContract('PKCS#12', () =>
  withFile(async (file) => {
    const provider = pkcs12KeyProvider({ file, password: 'gehéim' })
    await provider.signer()
    return provider
  }),
)

test('a key file that cannot be opened says so, and is tried again', async () => {
  await withFile(async (file) => {
    const unusable = (error: unknown) =>
      isProblem(error) && error.code === 'key.unusable' && /password/.test(error.message)
    await assert.rejects(pkcs12KeyProvider({ file, password: 'guess' }).signer(), unusable)
    const missing = pkcs12KeyProvider({ file: `${file}.not`, password: '' })
    await assert.rejects(missing.signer(), (error) => isProblem(error) && /ENOENT/.test(error.message))
  })
})
