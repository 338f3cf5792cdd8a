import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { openBrowser, openPage } from './browser.ts'

/** A library in the reference asks once whether it may compile code, is told no, and goes on without. */
const refusedProbe = 'policy: script-src eval'

const operations = (page: Page) => page.locator('[id*="/GET/"], [id*="/POST/"], [id*="/DELETE/"]')

async function readReference(page: Page, baseUrl: string): Promise<void> {
  await page.goto(`${baseUrl}/docs/`)
  await page.getByRole('heading', { level: 1, name: 'Countersign' }).waitFor()
  await page.getByText('Keys', { exact: true }).first().click()
  await page.getByText('Make an API key').first().waitFor()
  // Sections are drawn as they come into sight, and with them whatever they would load.
  for (let at = 0; at < 20; at += 1) await page.mouse.wheel(0, 1500)
  assert.ok((await operations(page).count()) > 0, 'no operation is shown')
  for (const unwanted of ['Ask AI', 'Open API Client', 'Connect MCP', 'Developer Tools'])
    assert.equal(await page.getByText(unwanted).count(), 0, `the reference offers "${unwanted}"`)
}

/** Throws unless the reference pages are shown, load nothing from elsewhere and keep to their own policy. */
export async function checkDocsPage(baseUrl: string): Promise<void> {
  const browser = await openBrowser()
  try {
    const { page, faults } = await openPage(browser, baseUrl)
    await readReference(page, baseUrl)
    await page.goto(`${baseUrl}/docs/problems#key.missing`)
    await page.getByRole('link', { name: 'key.missing' }).waitFor()
    assert.deepEqual(
      faults.filter((fault) => fault !== refusedProbe),
      [],
    )
  } finally {
    await browser.close()
  }
}
