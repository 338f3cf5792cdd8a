import assert from 'node:assert/strict'
import { openBrowser, openPage } from './browser.ts'

export type FirstPageCheck = {
  baseUrl: string
  key: string
  /** A document to drop on the page. */
  file: { name: string; mimeType: string; buffer: Buffer }
  /** The step it should come to rest at, as the page shows it: "completed", "in review". */
  restsAt: string
  timeoutMs?: number
}

/** Throws unless the page takes a key and a document, follows it to its result and hands the original back unchanged. */
export async function checkFirstPage({
  baseUrl,
  key,
  file,
  restsAt,
  timeoutMs = 60_000,
}: FirstPageCheck): Promise<void> {
  const browser = await openBrowser()
  try {
    const { page, faults } = await openPage(browser, baseUrl)
    await page.goto(baseUrl)
    await page.getByRole('status').getByText('ready', { exact: true }).waitFor()
    await page.getByLabel('API key').fill(key)
    await page.getByRole('button', { name: 'Use key' }).click()
    await page.getByText('Recent documents').waitFor()
    await page.locator('#files').setInputFiles(file)
    const card = page.locator('#uploads article', { hasText: file.name })
    await card.getByText(restsAt, { exact: true }).waitFor({ timeout: timeoutMs })
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card.getByRole('button', { name: 'original' }).click(),
    ])
    assert.equal(download.suggestedFilename(), file.name)
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk)
    assert.ok(Buffer.concat(chunks).equals(file.buffer), 'the original came back changed')
    assert.deepEqual(faults, [])
  } finally {
    await browser.close()
  }
}
