// A browser that only looks at us: every foreign request, policy violation and script error is kept.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function findBrowser(): string {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram)
  if (!found) throw new Error('No Chromium is on the PATH. Install it, e.g. `apt-get install chromium`.')
  return found
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: findBrowser(), headless: true, args: flags })

export type Watched = { page: Page; faults: string[] }

/** What the page does wrong is in `faults` as it happens. */
export async function openPage(browser: Browser, baseUrl: string): Promise<Watched> {
  const faults: string[] = []
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const { origin } = new URL(baseUrl)
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) faults.push(`foreign request: ${url.href}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  // A violation is not always printed; the event always comes.
  await page.exposeFunction('reportViolation', (text: string) => faults.push(`policy: ${text}`))
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    globalThis.reportViolation(event.violatedDirective + ' ' + event.blockedURI))`)
  return { page, faults }
}
