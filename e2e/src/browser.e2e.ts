// A person with a browser: the reference pages and the first page, which ask nobody else for anything.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'
import { checkDocsPage } from './docs-page.ts'
import { type House, openHouse } from './house.ts'
import { invoice } from './papers.ts'

describe('in a browser', () => {
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

  test('the reference pages load nothing from elsewhere and keep to their own policy', () =>
    checkDocsPage(house.url))

  test('the first page takes a document and shows what was found in it', async () => {
    const { page, faults } = await openPage(browser, house.url)
    await page.goto(house.url)
    await page.getByText('ready', { exact: true }).waitFor()
    await page.getByLabel('API key').fill(house.api.key)
    await page.getByRole('button', { name: 'Use key' }).click()
    const { bytes, truth } = await invoice(81)
    await page.locator('#files').setInputFiles({
      name: 'march.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(bytes),
    })
    const card = page.locator('article', { hasText: 'march.pdf' })
    await card.getByText('completed').waitFor({ timeout: 120_000 })
    await card.getByRole('cell', { name: String(truth.fields.number), exact: true }).waitFor()
    const downloading = page.waitForEvent('download')
    await card.getByRole('button', { name: 'sealed' }).click()
    assert.equal((await downloading).suggestedFilename(), 'march.sealed.pdf')
    await page.locator('#recent').getByText('march.pdf').waitFor()
    if (process.env.E2E_SCREENSHOT)
      await page.screenshot({ path: process.env.E2E_SCREENSHOT, fullPage: true })
    assert.deepEqual(faults, [])
    await page.close()
  })

  test('a key that is not valid is refused in words', async () => {
    const { page } = await openPage(browser, house.url)
    await page.goto(house.url)
    await page.getByLabel('API key').fill('cs_live_nonsense')
    await page.getByRole('button', { name: 'Use key' }).click()
    await page.getByRole('alert').filter({ hasText: /key/i }).first().waitFor()
    await page.close()
  })
})
