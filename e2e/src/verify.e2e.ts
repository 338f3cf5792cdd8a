// Signed files through the running product: its own seals, forgeries of them, and 2,000 single changed bits.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { VerifyReport } from '@countersign/contract/verification'
import { attackSet } from '@countersign/fixtures/attacks/attacks'
import { withFlippedBit } from '@countersign/fixtures/attacks/bytes'
import { appended } from '@countersign/fixtures/attacks/increment'
import { makePaper } from '@countersign/fixtures/attacks/paper'
import { verifyPdf } from '@countersign/pdf/verify'
import { testSigners } from '@countersign/pdf/verify/testing'
import { startCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type House, openHouse } from './house.ts'
import { invoice } from './papers.ts'

describe('verifying', () => {
  let house: House
  let folder = ''
  before(async () => {
    house = await openHouse()
    folder = await makeFolder()
  })
  after(async () => {
    await house.stop()
    await removeFolder(folder)
  })

  const verified = (bytes: Uint8Array) =>
    house.api.ask<VerifyReport & { code?: string }>('/v1/verify', { method: 'POST', body: bytes })

  test('a seal of the product passes, and what is done to it afterwards is told', async () => {
    const { id, state } = await house.api.settled((await house.api.upload((await invoice(3)).bytes)).id)
    assert.equal(state, 'completed')
    const sealed = (await house.api.ask(`/v1/documents/${id}/artifacts/sealed`)).bytes
    assert.equal((await verified(sealed)).body.verdict, 'passed')
    const root = Number(/\/Root\s+(\d+)/.exec(sealed.toString('latin1'))?.[1])
    const emptied = appended(sealed, { root, set: { [root]: '<< /Type /Catalog >>' } })
    assert.notEqual((await verified(emptied)).body.verdict, 'passed')
    assert.equal((await verified(withFlippedBit(sealed, 7).bytes)).body.verdict, 'failed')
    const file = join(folder, 'sealed.pdf')
    await writeFile(file, sealed)
    const command = startCommand(['verify', file, '--data', house.data])
    assert.equal(await command.ended, 0, command.output())
    assert.match(command.output(), /: VALID/)
  })

  test('every attack of the set is seen through', async () => {
    const { sign } = await testSigners()
    for (const { name, kind, make } of attackSet) {
      const { status, body } = await verified(await make(sign))
      assert.ok(status === 200 || body.code === 'read.damaged', `${name}: ${status}`)
      // Nobody is trusted here but the product itself: an honest file is intact and not proven.
      const failed = status !== 200 || body.verdict === 'failed'
      if (kind === 'honest') assert.ok(!failed, `${name}: ${body.summary}`)
      else assert.notEqual(body.verdict, 'passed', name)
    }
  })

  test('2,000 bits, each changed alone at a random place, are noticed', async () => {
    const { sign, ...options } = await testSigners()
    const signed = await sign(makePaper())
    for (let seed = 1; seed <= 2000; seed += 1) {
      const { bytes, at } = withFlippedBit(signed, seed)
      const verdict = await verifyPdf(bytes, options).then(
        (report) => report.verdict,
        () => 'refused',
      )
      assert.notEqual(verdict, 'passed', `byte ${at}`)
    }
  })
})
