// Recipients who prove who they are with more than a link, in a real browser.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Envelope, NewRecipient } from '@countersign/contract/envelope'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import type { EvidenceFile } from '@countersign/contract/evidence'
import { rawPdf, shown } from '@countersign/pdf/testing'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'
import { runCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type House, openHouse } from './house.ts'
import { addressOf, linkIn, settledEnvelope } from './letters.ts'

const paper = () =>
  rawPdf([
    {
      mediaBox: '[0 0 400 300]',
      content: [shown('A short agreement', [40, 250, 18]), shown('{{sign:1}}', [40, 60, 8])].join('\n'),
    },
  ])

/** An authenticator of the browser's own: it has a key store, and its owner is there and verified. */
async function giveAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
}

describe('a recipient', () => {
  let house: House
  let browser: Browser
  let folder = ''
  before(async () => {
    folder = await makeFolder()
    house = await openHouse({ COUNTERSIGN_LOG_CHECKPOINT_SECONDS: '1' })
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await house?.stop()
    await removeFolder(folder)
  })

  async function send(recipient: NewRecipient): Promise<{ id: string; link: string }> {
    const { id: documentId } = await house.api.upload(paper(), { workflow: 'archive' })
    await house.api.settled(documentId)
    const body = { title: 'A short agreement', documents: [{ documentId }], recipients: [recipient] }
    const { id } = (await house.api.ask<Envelope>('/v1/envelopes', { method: 'POST', body })).body
    return { id, link: await linkIn(house, recipient.email, /Please_sign|Please sign/) }
  }

  async function evidenceOf(id: string): Promise<string> {
    for (const end = performance.now() + 60_000; performance.now() < end; await sleep(300)) {
      const { status, bytes } = await house.api.ask(`/v1/envelopes/${id}/evidence`).catch(() => ({
        ...{ status: 0, bytes: Buffer.alloc(0) },
      }))
      if (status !== 200) continue
      const path = join(folder, `${id}.json`)
      await writeFile(path, bytes)
      return path
    }
    throw new Error('there is no evidence')
  }

  test('signs with a passkey, and whoever has the evidence can check it without us', async () => {
    const { id, link } = await send({ name: 'Ann', email: 'ann@example.com', passkey: true })
    const { page, faults } = await openPage(browser, addressOf(house))
    await giveAuthenticator(page)
    await page.goto(link)
    await page.getByText('You are asked for your passkey').waitFor()
    await page.getByRole('button', { name: 'Continue' }).press('Enter')
    await page.getByRole('button', { name: 'I agree, continue' }).press('Enter')
    await page.getByRole('button', { name: 'Sign now' }).press('Enter')
    await page.getByText('Thank you, that was all').waitFor()
    assert.deepEqual(faults, [])
    await page.close()
    assert.equal((await settledEnvelope(house, id)).state, 'completed')
    const facts = await house.api.get<EnvelopeFacts>(`/v1/envelopes/${id}/facts`)
    assert.equal(facts.recipients[0]?.passkey?.origin, addressOf(house))

    const path = await evidenceOf(id)
    const { output: logKey } = await runCommand(['log', 'key', '--data', house.data])
    const verify = (file: string) => runCommand(['evidence', 'verify', file, '--log-key', logKey.trim()])
    const good = await verify(path)
    assert.equal(good.code, 0, good.output)
    assert.match(good.output, /ok {3}Ann signed with a passkey/)
    const { statement, ...rest } = JSON.parse(await readFile(path, 'utf8')) as EvidenceFile
    const forged = join(folder, 'forged.json')
    const changed = JSON.parse(statement) as EnvelopeFacts
    for (const { passkey } of changed.recipients) if (passkey) passkey.nonce = 'ab'.repeat(32)
    await writeFile(forged, JSON.stringify({ ...rest, statement: JSON.stringify(changed) }))
    const bad = await verify(forged)
    assert.equal(bad.code, 2)
    assert.match(bad.output, /its challenge is not made of these revisions/)
  })
})
