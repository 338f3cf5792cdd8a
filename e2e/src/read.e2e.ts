// `countersign read`: files in, words out, with no server and nothing left behind.
import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from '@countersign/contract/layout'
import { makeLetter } from '@countersign/fixtures/letter'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { makeScannedPdf, scanPages } from '@countersign/fixtures/scan'
import { interrupt, runCommand, startCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { invoice } from './papers.ts'

const textOf = ({ blocks }: Page) =>
  blocks.flatMap(({ lines }) => lines.flatMap(({ words }) => words.map(({ text }) => text))).join(' ')

describe('countersign read', () => {
  let folder: string
  let number: string
  const path = (name: string) => join(folder, name)
  before(async () => {
    folder = await makeFolder()
    const { bytes, truth } = await invoice(7)
    number = String(truth.fields.number)
    const letter = makeLetter({ seed: 4, language: 'en', pages: 3 })
    const [photo] = await scanPages(letter, { seed: 4, dpi: 150 })
    await writeFile(path('text.pdf'), bytes)
    await writeFile(path('photo.jpg'), photo ?? '')
    await writeFile(path('scan.pdf'), await makeScannedPdf(letter, { seed: 4, dpi: 150 }))
    await writeFile(path('broken.pdf'), '%PDF-1.7 and then nothing')
    await writeFile(path('long.pdf'), await makeTextPdf(makeLetter({ seed: 5, language: 'en', pages: 60 })))
  })
  after(() => removeFolder(folder))

  test('prints the text of a PDF and of a picture', async () => {
    const pdf = await runCommand(['read', path('text.pdf')])
    assert.deepEqual([pdf.code, pdf.errors], [0, ''])
    assert.ok(pdf.output.includes(number))
    const photo = await runCommand(['read', path('photo.jpg'), '--text', '--languages', 'en'])
    assert.match(photo.output, /Dear Sir or Madam/)
  })

  test('reads standard input', async () => {
    const { code, output } = await runCommand(['read', '-', '--json'], {}, await readFile(path('text.pdf')))
    assert.equal(code, 0)
    const { file, pages } = JSON.parse(output)
    assert.deepEqual([file, pages.length], ['stdin', 1])
    assert.ok(textOf(pages[0]).includes(number))
  })

  test('reads pages side by side and prints them in order', async () => {
    const args = ['read', path('long.pdf'), '--json', '--pages', '11-', '--processes', '2']
    const { pages } = JSON.parse((await runCommand(args)).output) as { pages: Page[] }
    assert.deepEqual(
      pages.map((page) => page.number),
      Array.from({ length: 50 }, (_, index) => index + 11),
    )
    for (const page of pages) assert.match(textOf(page), new RegExp(`Page ${page.number} of 60`))
  })

  test('says of a broken file what is wrong, and reads the others', async () => {
    const files = [path('broken.pdf'), path('missing.pdf'), path('text.pdf')]
    const { code, output, errors } = await runCommand(['read', ...files, '--json'])
    assert.equal(code, 1)
    const [broken, missing] = errors.trim().split('\n')
    assert.match(broken ?? '', /broken\.pdf: The PDF is damaged/)
    assert.match(missing ?? '', /missing\.pdf: There is no such file/)
    const lines = output.split('\n').filter((line) => line.startsWith('{'))
    assert.deepEqual(
      lines.map((line) => [JSON.parse(line).pages.length, 'error' in JSON.parse(line)]),
      [
        [0, true],
        [0, true],
        [1, false],
      ],
    )
  })

  test('writes each result beside the others, and nothing else', async () => {
    const out = path('results')
    const args = ['read', path('scan.pdf'), path('broken.pdf'), path('photo.jpg'), '--pdf', '--out', out]
    assert.equal((await runCommand(args)).code, 1)
    assert.deepEqual((await readdir(out)).sort(), ['photo.searchable.pdf', 'scan.searchable.pdf'])
    const found = await runCommand(['read', join(out, 'scan.searchable.pdf'), '--pages', '3'])
    assert.match(found.output, /Page 3 of 3/)
  })

  test('refuses what it does not understand, before it reads', async () => {
    for (const [args, why] of [
      [[], /at least one file/],
      [[path('text.pdf'), '--pages', 'x'], /--pages takes/],
      [[path('text.pdf'), '--text', '--json'], /Choose one/],
      [[path('text.pdf'), '--out', path('text.pdf')], /choose another --out/],
      [[path('text.pdf'), path('scan.pdf'), '--pdf'], /--out FOLDER/],
      [[path('text.pdf'), '--colour'], /colour/],
    ] as const) {
      const { code, errors } = await runCommand(['read', ...args])
      assert.equal(code, 1)
      assert.match(errors, why)
    }
    const { code, errors } = await runCommand(['read', path('text.pdf'), '--pages', '7'])
    assert.equal(code, 1)
    assert.match(errors, /one page; --pages names none/)
  })

  test('stops at Ctrl-C', async () => {
    const command = startCommand(['read', path('scan.pdf'), path('photo.jpg'), path('long.pdf'), '--json'])
    await new Promise((resolve) => command.child.stdout?.once('data', resolve))
    interrupt(command)
    assert.equal(await command.ended, 130)
    assert.equal(command.errors(), '')
  })
})
