// What the pages say exists: files and headings they link to, settings, problem codes, commands, npm scripts.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { commands } from '../packages/server/src/cli/arguments.ts'
import { settingsTable } from '../packages/server/src/platform/config.ts'
import { problemCodes } from '../packages/server/src/platform/problem.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'bench/*.md'], { cwd: root }).sort()
const read = (page: string) => readFileSync(join(root, page), 'utf8')

/** As GitHub names the headings of a page. */
const anchors = (page: string) =>
  new Set(
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )

function leadsNowhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, target))) return true
  return anchor !== undefined && target.endsWith('.md') && !anchors(target).has(anchor)
}

/** Each thing that `pattern` finds on a page and `exists` does not know, as "page: thing". */
const unknown = (pattern: RegExp, exists: (found: string) => boolean) =>
  pages.flatMap((page) =>
    [...read(page).matchAll(pattern)]
      .map(([, found = '']) => found)
      .filter((found) => !exists(found))
      .map((found) => `${page}: ${found}`),
  )

describe('the documentation', () => {
  test('every link inside the repository leads somewhere', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !/^(https?|mailto):/.test(link) && leadsNowhere(page, link))
        .map((link) => `${page}: ${link}`),
    )
    assert.deepEqual(broken, [])
  })

  test('every setting that is named exists', () => {
    const known = new Set(settingsTable().map(({ variable }) => variable))
    // Read by the command line, which is a client and has no settings of the server.
    for (const name of ['COUNTERSIGN_URL', 'COUNTERSIGN_KEY', 'COUNTERSIGN_KEY_PASSWORD']) known.add(name)
    assert.deepEqual(
      unknown(/\b(COUNTERSIGN_[A-Z_]+)\b/g, (name) => known.has(name)),
      [],
    )
  })

  test('every problem code that is named exists', () => {
    const families = new Set(Object.keys(problemCodes).map((code) => code.split('.')[0] ?? ''))
    // Events, findings, files, settings of workflows and errors of packages are named alike.
    const other =
      /^(document\.([a-z]+|hold_placed|hold_lifted|approval_asked|approval_given|too_long|task_claimed|task_skipped|task_released)|review\.(risk|skills)|validate\.(rules|confidence|required|duplicates)|envelope\.(created|sent|revised|signed|completed|proven|declined|voided|expired|failed|recipient_missing|recipient_invalid)|webhook\.test|field\.(missing|uncertain)|read\.(alphabet_incomplete|languages)|page\.(poor_scan|several_receipts)|seal\.(forbidden_by_certification|cannot_append)|\w+\.(ts|pdf))$/
    const strange = unknown(/`([a-z]+\.[a-z_]+)`/g, (code) => {
      const [family = ''] = code.split('.')
      return !families.has(family) || code in problemCodes || other.test(code)
    })
    assert.deepEqual(strange, [])
  })

  test('every command that is named exists', () => {
    assert.deepEqual(
      unknown(/(?<![/\w])countersign ([a-z]+)(?=[\s`])/g, (name) => Object.hasOwn(commands, name)),
      [],
    )
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    assert.deepEqual(
      unknown(/npm run ([a-z0-9]+)/g, (name) => Object.hasOwn(scripts, name)),
      [],
    )
  })
})
