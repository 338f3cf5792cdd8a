// The five workflows that ship, each from its upload to where it ends by itself, with the people that it asks.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Document } from '@countersign/contract/document'
import type { Packet, ReviewTask } from '@countersign/contract/review'
import { makeContract } from '@countersign/fixtures/contract'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { makeReceipt } from '@countersign/fixtures/receipt'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { type Api, type House, openHouse } from './house.ts'
import { invoice } from './papers.ts'

const signer = { metadata: JSON.stringify({ signerName: 'Anna Example', signerEmail: 'anna@example.com' }) }

const textPdf = (pages: readonly (readonly string[])[]): Uint8Array =>
  rawPdf(
    pages.map((lines) => ({
      content: lines.map((line, row) => shown(line, [60, 780 - row * 22, 11])).join(''),
      mediaBox: '[0 0 595 842]',
    })),
  )

const formLines = [
  ...['APPLICATION FORM', 'Please complete in block letters', '', 'First name: Anna Maria'],
  ...['Last name: Eriksson', 'Date of birth: 1974-08-12', 'Street: Hafenstr. 1', 'City: Hamburg'],
  ...['Email: anna@example.com', '', '[x] I agree to the terms', '', 'Signature: ____________'],
]
// The specimen of ICAO 9303-4, appendix A.
const passportLines = [
  ...['PASSPORT', 'Surname: ERIKSSON', 'Given names: ANNA MARIA', 'Date of birth: 12 AUG 1974'],
  ...['Passport No: L898902C3', ''],
  ...['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
]

describe('the workflows that ship', () => {
  let house: House
  let api: Api
  const sent: Record<string, string> = {}
  before(async () => {
    house = await openHouse()
    api = house.api
    const send = async (name: string, bytes: Uint8Array, query: Record<string, string>) => {
      sent[name] = (await api.upload(bytes, query)).id
    }
    const packet = { workflow: 'onboarding-packet', packet: 'anna' }
    await send('bill', (await invoice(5)).bytes, { workflow: 'supplier-invoices' })
    await send('receipt', await makeTextPdf(makeReceipt({ seed: 5, language: 'en' })), {
      workflow: 'receipts',
    })
    await send('note', (await invoice(6)).bytes, { workflow: 'archive' })
    await send('contract', await makeTextPdf(makeContract({ seed: 5 })), {
      workflow: 'contract-signing',
      ...signer,
    })
    await send('form', textPdf([formLines]), { ...packet, ...signer })
    await send('passport', textPdf([passportLines]), packet)
    const fourOfFive = [1, 2, 4, 5].map((page) => [...formLines, '', `Page ${page} of 5`])
    await send('torn', textPdf(fourOfFive), { workflow: 'onboarding-packet', packet: 'torn', ...signer })
  })
  after(() => house.stop())

  const idOf = (name: string): string => sent[name] ?? ''
  const as = <T>(person: string, path: string, body: object) =>
    api.ask<T>(path, { method: 'POST', body, headers: { 'countersign-on-behalf-of': person } })
  const packetOf = (name: string) => api.get<Packet>(`/v1/documents/${idOf(name)}/packet`)

  /** Takes what is asked of a person about a document and says yes to it; the kinds of tasks in their order. */
  async function agree(name: string, person: string, kinds: ReviewTask['kind'][]): Promise<string[]> {
    const done: string[] = []
    for (let tries = 0; tries < 600 && done.length < kinds.length; tries += 1) {
      const next = { document: idOf(name), kind: kinds[done.length] }
      const { task } = (await as<{ task: ReviewTask | null }>(person, '/v1/tasks/next', next)).body
      if (!task) {
        await sleep(100)
        continue
      }
      const [path, decision] = task.kind === 'approval' ? ['approval', 'approve'] : ['decision', 'confirm']
      const answer = await as(person, `/v1/tasks/${task.id}/${path}`, { decision, reason: 'seen' })
      assert.equal(answer.status, 200, answer.bytes.toString())
      done.push(task.kind)
    }
    assert.deepEqual(done, kinds, `${person} at ${name}`)
    return done
  }

  async function reaches(name: string, state: Document['state']): Promise<void> {
    for (let tries = 0; tries < 600; tries += 1) {
      if ((await api.document(idOf(name))).state === state) return
      await sleep(100)
    }
    assert.fail(`${name} is ${(await api.document(idOf(name))).state}, not ${state}`)
  }

  test('archive reads and keeps, and judges nothing', async () => {
    const note = await api.settled(idOf('note'))
    assert.deepEqual([note.state, note.class], ['completed', null])
  })

  test('receipts lets a small doubt pass with a warning, and seals', async () => {
    const receipt = await api.settled(idOf('receipt'))
    assert.deepEqual([receipt.state, receipt.class], ['completed', 'receipt'])
    const { findings } = await api.extraction(receipt.id)
    assert.ok(findings.every(({ severity }) => severity !== 'error'))
    assert.ok(receipt.links?.artifacts.sealed)
  })

  test('supplier-invoices asks finance from 5,000, and seals with a timestamp', async () => {
    await reaches('bill', 'validated')
    await agree('bill', 'finn', ['approval'])
    const types = (await api.settled(idOf('bill'))) && (await api.history(idOf('bill')))
    assert.deepEqual(
      types.slice(-3).map(({ type }) => type),
      ['document.approved', 'document.sealed', 'document.completed'],
    )
  })

  test('contract-signing is looked at, approved by two, and goes to who signs it', async () => {
    await reaches('contract', 'in_review')
    await agree('contract', 'lea', ['field', 'approval'])
    await agree('contract', 'max', ['approval'])
    await reaches('contract', 'signing')
  })

  test('onboarding-packet holds a form of five pages of which four are there', async () => {
    await reaches('torn', 'in_review')
    const { findings } = await api.extraction(idOf('torn'))
    const missing = findings.find(({ rule }) => rule === 'pages.missing')
    assert.match(missing?.message ?? '', /page 3 is missing/)
  })

  test('onboarding-packet is read by two, says what is missing, and is approved by two more', async () => {
    await reaches('passport', 'in_review')
    await reaches('form', 'in_review')
    const readBy = async (name: string, person: string, kind: 'field' | 'second') => {
      const { items } = await api.get<{ items: ReviewTask[] }>(
        `/v1/tasks?document=${idOf(name)}&kind=${kind}`,
      )
      await agree(
        name,
        person,
        items.map(() => kind),
      )
    }
    await readBy('passport', 'anna', 'field')
    await readBy('passport', 'ben', 'second')
    await reaches('passport', 'validated')
    const early = await packetOf('passport')
    assert.deepEqual([early.complete, early.needs.map(({ found }) => found)], [false, [0, 1]])
    await readBy('form', 'anna', 'field')
    await readBy('form', 'ben', 'second')
    await reaches('form', 'validated')
    assert.equal((await packetOf('form')).complete, true)
    for (const name of ['form', 'passport']) {
      await agree(name, 'cleo', ['approval'])
      await agree(name, 'dora', ['approval'])
    }
    await reaches('form', 'signing')
    await reaches('passport', 'completed')
  })
})
