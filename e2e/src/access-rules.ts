// The rules of WCAG that a program can check, by axe-core (Deque, MPL-2.0, for tests only).
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Result = { violations: { id: string; help: string; nodes: { html: string }[] }[] }

/** What the page as it stands breaks of WCAG 2.2 A and AA, and of good practice; empty where nothing. */
export async function brokenRules(page: Page): Promise<string[]> {
  // Through the debugger: the policy of the page allows no foreign script.
  await page.evaluate(source)
  const { violations } = (await page.evaluate('axe.run(document)')) as Result
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Where the keyboard leads, from the top of the page to its end: what each place is called, or its text. */
export async function tabStops(page: Page, most = 40): Promise<string[]> {
  const stops: string[] = []
  for (let count = 0; count < most; count += 1) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(`(() => {
      const at = document.activeElement
      if (!at || at === document.body) return ''
      return (at.labels?.[0]?.textContent || at.textContent || at.id || at.tagName).trim()
    })()`)
    if (typeof name !== 'string' || name === '' || name === stops[0]) break
    stops.push(name)
  }
  return stops
}
