import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VerifyReport } from '@countersign/contract/verification'
import { withSystem } from '../../db/sql.ts'
import { retentionHouse } from '../../retention/testing.ts'
import { lookAtSeal } from './due.store.ts'
import { lastTimestampEnd, type ProlongPorts, prolongDue } from './prolong.ts'

const day = 24 * 60 * 60 * 1000

const signature = (kind: string, end: number, notAfter: Date) =>
  ({ kind, byteRange: [0, 10, 20, end - 20], signer: { notAfter: notAfter.toISOString() } }) as never

test('a sealed file gets a new timestamp before the last one can no longer be proven, and not sooner', async (t) => {
  const house = await retentionHouse(t)
  const { app, row, events } = house
  const id = await house.upload()
  await house.settle(id)
  const ends = new Date(house.clock().getTime() + 400 * day)
  let asked = 0
  const ports: ProlongPorts = {
    archive: app.archive,
    recorder: { ...app.recorder, clock: house.clock },
    engine: {
      verify: async () =>
        ({
          signatures: [
            signature('timestamp', 100, new Date(ends.getTime() + asked * 1000 * day)),
            signature('timestamp', 50, new Date(0)),
          ],
        }) as unknown as VerifyReport,
      async prolong() {
        asked += 1
        return Buffer.from('sealed and prolonged')
      },
    },
    trust: { timestamps: [], revocation: {} as never, now: house.clock },
    log: { warn: () => undefined },
  }
  const { version } = await row(id)
  await withSystem(app.archive.db, (tx) => lookAtSeal(tx, { id, version }, house.clock()))
  assert.equal(await prolongDue(ports), 0, 'there is time')
  assert.equal((await row(id)).prolongAt?.getTime(), ends.getTime() - 90 * day)
  assert.equal(await prolongDue(ports), 0, 'it is not even looked at')
  house.forward(320)
  assert.equal(await prolongDue(ports), 1)
  assert.equal(await prolongDue(ports), 0)
  assert.equal(asked, 1)
  const last = (await events(id)).at(-1)
  assert.equal(last?.type, 'document.prolonged')
  await house.replays(id)
  const { rawPayload } = await house.http.inject({
    url: `/v1/documents/${id}/artifacts/sealed`,
    headers: house.headers,
  })
  assert.equal(rawPayload.toString(), 'sealed and prolonged')
})

test('a file without a timestamp has nothing to prolong', () => {
  assert.equal(lastTimestampEnd({ signatures: [signature('signature', 10, new Date(0))] }), null)
})
