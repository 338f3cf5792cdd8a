import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { isFailure } from '../failure.ts'
import { modern, outdated, triple } from './pkcs12.fixture.ts'
import { readPem, readPkcs12 } from './pkcs12.ts'
import { testTrust } from './testing.ts'

const password = 'gehéim'
const refused = (code: string) => (error: unknown) => isFailure(error) && error.code === code

describe('a key in a file', () => {
  for (const [name, file] of Object.entries({ modern, triple }))
    it(`comes with its certificate and chain out of PKCS#12 (${name})`, () => {
      const { certificate, chain, privateKey } = readPkcs12(file, password)
      const leaf = new X509Certificate(certificate)
      assert.equal(leaf.subject, 'CN=Sample Signer')
      assert.deepEqual(
        chain.map((der) => new X509Certificate(der).subject),
        ['CN=Sample Root'],
      )
      const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
      assert.ok(leaf.checkPrivateKey(key))
    })

  it('says what is wrong: the password, the cipher, or the file', () => {
    assert.throws(() => readPkcs12(modern, 'guess'), refused('key.password_wrong'))
    assert.throws(() => readPkcs12(triple, ''), refused('key.password_wrong'))
    assert.throws(() => readPkcs12(outdated, password), refused('key.unsupported'))
    assert.throws(() => readPkcs12(Buffer.from('no key at all'), password), refused('key.unreadable'))
    for (let length = 10; length < modern.length; length += 150)
      assert.throws(() => readPkcs12(modern.subarray(0, length), password), isFailure)
  })

  it('is read from PEM, encrypted or not, in any order', async () => {
    const { signer, root } = await testTrust()
    const { certificate, chain } = await signer()
    const pem = (der: Uint8Array) => new X509Certificate(der).toString()
    assert.throws(() => readPem([...chain, certificate].map(pem).join('')), refused('key.missing'))
    const { privateKey } = readPkcs12(modern, password)
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
    const secret = key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'word' })
    const all = readPkcs12(modern, password)
    const text = [pem(root.certificate), secret, ...[...all.chain, all.certificate].map(pem)].join('\n')
    assert.deepEqual(readPem(text, 'word'), all)
    assert.throws(() => readPem(text, 'other'), refused('key.password_wrong'))
  })
})
