import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeReceipt } from '@countersign/fixtures/receipt'
import { scanPages } from '@countersign/fixtures/scan'
import { withInstallation } from '../pipeline/testing.ts'

test('a picture is read and judged on the spot, and what is none is refused', async (t) => {
  const { http, headers } = await withInstallation(t)
  const receipt = makeReceipt({ seed: 1, language: 'en' })
  const [picture] = await scanPages(receipt, { seed: 2 })
  const send = async (payload: Buffer, type = 'image/jpeg') =>
    http.inject({
      ...{ method: 'POST', url: '/v1/validate?class=receipt&languages=en', payload },
      headers: { ...headers, 'content-type': type },
    })
  const found = (await send(Buffer.from(picture ?? []))).json()
  assert.equal(found.class, 'receipt')
  assert.deepEqual(
    found.fields.find(({ name }: { name: string }) => name === 'date')?.value,
    receipt.truth.fields.date,
  )
  assert.equal(typeof found.quality.dpi, 'number')
  assert.equal((await send(Buffer.alloc(0))).json().code, 'document.empty')
  assert.equal((await send(Buffer.alloc(2_000_001))).json().code, 'document.too_large')
  assert.equal((await send(Buffer.from('no picture'))).json().code, 'read.unsupported')
})
