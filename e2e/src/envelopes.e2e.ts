// People who are asked to sign, with a real browser and the letters they got: by keyboard, by pen, in another language.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Envelope } from '@countersign/contract/envelope'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import type { VerifyReport } from '@countersign/contract/verification'
import { rawPdf, shown } from '@countersign/pdf/testing'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'
import { type House, openHouse } from './house.ts'
import { addressOf, linkIn, settledEnvelope } from './letters.ts'

const lease = () =>
  rawPdf([
    {
      mediaBox: '[0 0 400 500]',
      content: [
        shown('Lease of a flat', [40, 450, 20]),
        shown('The tenant pays 700 a month.', [40, 410, 12]),
        shown('Tenant', [40, 290, 12]),
        shown('{{sign:1}}', [40, 220, 8]),
        shown('{{text:1:City}}', [40, 190, 8]),
        shown('{{check:1:I have the keys}}', [260, 190, 8]),
        shown('Owner', [40, 130, 12]),
        shown('{{sign:2}}', [40, 60, 8]),
        shown('{{date:2}}', [260, 60, 8]),
      ].join('\n'),
    },
  ])

const patienceMs = 60_000

describe('an envelope', () => {
  let house: House
  let browser: Browser
  before(async () => {
    house = await openHouse()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await house.stop()
  })

  const linkFor = (address: string, subject: RegExp) => linkIn(house, address, subject)
  const settled = (id: string) => settledEnvelope(house, id)

  const picture = async (page: Page, name: string) => {
    if (process.env.E2E_SCREENSHOT)
      await page.screenshot({ path: `${process.env.E2E_SCREENSHOT}-${name}.png`, fullPage: true })
  }

  // Not by waitForFunction: the policy of the page allows no evaluation.
  async function imagesAreThere(page: Page): Promise<void> {
    for (const image of await page.locator('article img').all()) {
      await image.scrollIntoViewIfNeeded()
      const drawn = () => image.evaluate((one) => 'naturalWidth' in one && Number(one.naturalWidth) > 0)
      for (const deadline = performance.now() + patienceMs; !(await drawn()); await sleep(50))
        assert.ok(performance.now() < deadline, 'a page of the document is not shown')
    }
  }

  test('is signed by two people in their browsers, and its file is sealed and valid', async () => {
    const { id: documentId } = await house.api.upload(lease(), { workflow: 'archive' })
    await house.api.settled(documentId)
    const { body: sent } = await house.api.ask<Envelope>('/v1/envelopes', {
      method: 'POST',
      body: {
        title: 'Lease of 7 Elm Street',
        message: 'Please sign until Friday.',
        documents: [{ documentId }],
        recipients: [
          { name: 'Ann Tenant', email: 'ann@example.com' },
          { name: 'Otto Eigner', email: 'otto@example.com', step: 2, language: 'de', accessCode: 'tulip 42' },
        ],
      },
    })
    await asAnn(await linkFor('ann@example.com', /Please_sign|Please sign/))
    await asOtto(await linkFor('otto@example.com', /unterschreiben/))
    const done = await settled(sent.id)
    assert.equal(done.state, 'completed', JSON.stringify(done))
    const { bytes } = await house.api.ask(`/v1/envelopes/${sent.id}/files/1`)
    const report = await house.api.ask<VerifyReport>('/v1/verify', {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: { 'content-type': 'application/pdf' },
    })
    assert.deepEqual(
      report.body.signatures.map((one) => one.indication),
      ['TOTAL_PASSED', 'TOTAL_PASSED', 'TOTAL_PASSED', 'TOTAL_PASSED'],
    )
    const facts = await house.api.get<EnvelopeFacts>(`/v1/envelopes/${sent.id}/facts`)
    assert.deepEqual(
      facts.recipients.map(({ mark, identified }) => [mark?.kind, identified.length > 0]),
      [
        ['drawn', true],
        ['typed', true],
      ],
    )
    const { page } = await openPage(browser, addressOf(house))
    await page.goto(await linkFor('ann@example.com', /Completed/))
    await page.getByText('Everybody has acted').waitFor()
    await imagesAreThere(page)
    await picture(page, 'completed')
    await page.close()
  })

  async function asAnn(link: string): Promise<void> {
    const { page, faults } = await openPage(browser, addressOf(house))
    await page.goto(link)
    await page.getByRole('heading', { name: 'Lease of 7 Elm Street' }).waitFor()
    await imagesAreThere(page)
    await picture(page, 'consent')
    await page.getByRole('button', { name: 'I agree, continue' }).press('Enter')
    await page.getByLabel('City').fill('Łódź')
    await page.getByLabel('I have the keys').press('Space')
    // A page that comes late moves what is below it.
    await imagesAreThere(page)
    const canvas = page.getByRole('img', { name: 'Or draw your signature here' })
    await canvas.scrollIntoViewIfNeeded()
    const box = await canvas.boundingBox()
    assert.ok(box)
    await page.mouse.move(box.x + 30, box.y + 120)
    await page.mouse.down()
    for (const [x, y] of [
      [90, 30],
      [140, 140],
      [220, 40],
      [300, 130],
      [420, 60],
    ] as const)
      await page.mouse.move(box.x + x, box.y + y, { steps: 8 })
    await page.mouse.up()
    await picture(page, 'sign')
    await page.getByRole('button', { name: 'Sign now' }).click()
    await page.getByText('Thank you, that was all').waitFor()
    assert.deepEqual(faults, [])
    await page.close()
  }

  async function asOtto(link: string): Promise<void> {
    const { page, faults } = await openPage(browser, addressOf(house))
    await page.goto(link)
    await page.getByLabel('Zugangscode').fill('rose 7')
    await page.getByRole('button', { name: 'Weiter' }).click()
    await page.getByRole('alert').filter({ hasText: 'Das stimmte nicht' }).waitFor()
    await picture(page, 'identify')
    await page.getByLabel('Zugangscode').fill('tulip 42')
    await page.getByRole('button', { name: 'Weiter' }).click()
    await page.getByRole('button', { name: 'Einverstanden, weiter' }).click()
    await imagesAreThere(page)
    await picture(page, 'second')
    await page.getByLabel('Ihr Name, als Unterschrift').fill('Otto Eigner')
    await page.getByRole('button', { name: 'Jetzt unterschreiben' }).click()
    await page.getByText('Danke, das war alles').waitFor()
    assert.deepEqual(faults, [])
    await page.close()
  }

  test('behind a wrong link there is nothing but a kind word', async () => {
    const { page } = await openPage(browser, addressOf(house))
    const answer = await page.goto(`${house.url.replace(/\/$/, '')}/sign/${'A'.repeat(43)}`)
    assert.equal(answer?.status(), 404)
    await page.getByRole('heading', { name: 'This link leads nowhere' }).waitFor()
    await page.close()
  })
})
