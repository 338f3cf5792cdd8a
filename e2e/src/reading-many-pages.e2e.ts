// A scan of many pages: its first words long before its last, and each page once although a reader dies.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@countersign/contract/layout'
import { makeNotes } from '@countersign/fixtures/note'
import { makeScannedPdf } from '@countersign/fixtures/scan'
import { type Api, type House, openHouse } from './house.ts'
import { family } from './processes.ts'

const pages = 12
const patienceMs = 240_000

describe('a scan of twelve pages', () => {
  let house: House
  let api: Api
  before(async () => {
    house = await openHouse({
      ...{ COUNTERSIGN_READERS: '2', COUNTERSIGN_WORKERS: '2' },
      // The server's own reader, which waits for pictures to validate, would be counted too.
      COUNTERSIGN_VALIDATE_WARM: 'false',
    })
    api = house.api
  })
  after(() => house.stop())

  const readers = () =>
    family(house.command.child.pid ?? 0).filter(({ command }) => command.includes('adapters/engine/child'))
  const page = (id: string, number: number) => api.ask<Page>(`/v1/documents/${id}/pages/${number}`)
  const arrived = async (id: string) => {
    const found: number[] = []
    for (let number = 1; number <= pages; number += 1)
      if ((await page(id, number)).status === 200) found.push(number)
    return found
  }

  test('shows pages while it is read, by all readers, and has each once although one is killed', async () => {
    const scan = await makeScannedPdf(makeNotes({ seed: 5, pages }), { seed: 5 })
    const { id } = await api.upload(scan, { workflow: 'archive' })
    const deadline = performance.now() + patienceMs
    let most = 0
    let early: number[] = []
    let killed: number | undefined
    for (;;) {
      assert.ok(performance.now() < deadline, 'the scan is not read in time')
      const { state } = await api.document(id)
      if (state !== 'received') break
      const now = await arrived(id)
      if ((await api.document(id)).state === 'received') early = now
      most = Math.max(most, readers().length)
      if (killed === undefined && now.length >= 3) {
        killed = readers()[0]?.pid
        if (killed !== undefined) process.kill(killed, 'SIGKILL')
      }
      await sleep(100)
    }
    const done = await api.settled(id)
    assert.equal(done.state, 'completed', JSON.stringify(done.failure))
    assert.equal(done.pageCount, pages)
    assert.ok(early.length > 0, 'no page was seen before all were read')
    assert.equal(most, 2, 'both readers worked on it')
    assert.ok(killed !== undefined)
    const words = (await api.ask(`/v1/documents/${id}/layout/text`)).bytes.toString('utf8').split('\f')
    assert.equal(words.length, pages)
    for (const [index, text] of words.entries())
      assert.match(text, new RegExp(`Note\\s*${index + 1}\\s*of\\s*${pages}`), `page ${index + 1}`)
    const read = (await api.history(id)).find(({ type }) => type === 'document.read')
    assert.deepEqual([read?.data.pages, read?.data.ocrPages], [pages, pages])
  })
})
