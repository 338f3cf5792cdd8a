import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isProblem } from '../platform/problem.ts'
import type { Kms } from './kms.ts'

/** `make` gives a kms with a master key of its own each time. */
export function kmsContract(name: string, make: () => Promise<Kms>): void {
  const key = Buffer.alloc(32, 7)
  const code = (expected: string) => (error: unknown) => isProblem(error) && error.code === expected

  describe(`kms ${name}`, () => {
    it('gives back the key that it wrapped', async () => {
      const kms = await make()
      assert.deepEqual(Buffer.from(await kms.unwrap(await kms.wrap(key, 'doc_1'), 'doc_1')), key)
    })

    it('wraps the same key differently every time, under the same master key', async () => {
      const kms = await make()
      const [one, two] = [await kms.wrap(key, 'doc_1'), await kms.wrap(key, 'doc_1')]
      assert.equal(one.kekId, two.kekId)
      assert.notDeepEqual(one.wrapped, two.wrapped)
      assert.equal(Buffer.from(one.wrapped).includes(key), false)
    })

    it('does not open a key that was moved to another document', async () => {
      const kms = await make()
      await assert.rejects(kms.unwrap(await kms.wrap(key, 'doc_1'), 'doc_2'), code('blob.damaged'))
    })

    it('notices a changed bit anywhere in a wrapped key', async () => {
      const kms = await make()
      const { kekId, wrapped } = await kms.wrap(key, 'doc_1')
      for (let at = 0; at < wrapped.length; at += 1) {
        const changed = Buffer.from(wrapped)
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
        await assert.rejects(kms.unwrap({ kekId, wrapped: changed }, 'doc_1'), code('blob.damaged'))
      }
    })

    it('says which master key is missing when another one wrapped it', async () => {
      const [one, two] = [await make(), await make()]
      const wrapped = await one.wrap(key, 'doc_1')
      await assert.rejects(two.unwrap(wrapped, 'doc_1'), (error) => {
        assert.ok(code('kms.key_missing')(error))
        return String(error).includes(wrapped.kekId)
      })
    })
  })
}
