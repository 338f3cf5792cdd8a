// Recognisers of lines measured by themselves, on the same strips that our detector cut.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripsOf } from '@countersign/ocr/detect'
import type { Networks } from '@countersign/ocr/networks'
import { loadNetworks } from '@countersign/ocr/onnx-node'
import { detectorPlanes } from '@countersign/ocr/preprocess'
import { distance } from './edit-distance.ts'
import { withUndo } from './leftovers.ts'
import { cutLines, decodePage } from './lines/cut-lines.ts'
import { type LineReader, openLineReaders } from './lines/line-readers.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { addHits, bagHits, f1, type Hits, normalise, wordsOf } from './reading/metrics.ts'
import { realPages } from './reading/real-pages.ts'
import { unseenFrom } from './reading/test-page.ts'
import type { Table } from './table.ts'

/** What one recogniser made of the lines of one set; `rows` of characters and words, each with how many were wrong. */
type Tally = {
  letters: number
  wrongLetters: number
  words: number
  wrongWords: number
  lines: number
  cpuMs: number
}
type Tallies = Map<string, Map<string, Tally>>

const newTally = (): Tally => ({ letters: 0, wrongLetters: 0, words: 0, wrongWords: 0, lines: 0, cpuMs: 0 })
const quickStep = 6

export const lines: Measurement = {
  name: 'lines',
  summary: 'recognisers of lines by themselves, on strips that our detector cut: errors and cost',
  long: true,
  async run(context) {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-lines-'))
    const { detect, close } = await loadNetworks()
    const readers = await openLineReaders(folder)
    return withUndo(
      async () => {
        for (const reader of readers) await reader.close()
        await close()
        await rm(folder, { recursive: true, force: true })
      },
      () => measure(context, { detect, readers, folder }),
    )
  },
}

type Bench = { detect: Networks['detect']; readers: readonly LineReader[]; folder: string }

async function measure(context: Context, bench: Bench): Promise<Report> {
  const tallies = await generatedLines(context, bench)
  const tables = [
    errorTable(
      'Characters wrong on lines, in %',
      tallies,
      ({ letters, wrongLetters }) => wrongLetters / letters,
    ),
    errorTable('Words wrong on lines, in %', tallies, ({ words, wrongWords }) => wrongWords / words),
    costTable(tallies),
  ]
  const real = context.data === null ? null : await realWords(context, bench)
  if (real) tables.push(real)
  return {
    tables,
    notes: [
      "All recognisers read the same strips, cut by our detector out of pages that nobody looked at while building. Case, spaces and punctuation count; typographic and plain quotes and dashes count as the same. Each reads by itself: the product knows a page's language besides, and looks again where it was unsure.",
      'A dash is a language for which no data is installed.',
    ],
    figures: { sets: Object.fromEntries([...tallies].map(([set, of]) => [set, Object.fromEntries(of)])) },
  }
}

async function generatedLines(
  { documents, quick, say }: Context,
  { detect, readers }: Bench,
): Promise<Tallies> {
  const tallies: Tallies = new Map()
  const rounds = documents ?? (quick ? 1 : 2)
  for await (const cut of cutLines({ rounds, first: unseenFrom }, detect)) {
    for (const { set, language, text, image, strip } of quick ? cut.slice(0, 8) : cut) {
      const of = tallies.get(set) ?? new Map(readers.map(({ name }) => [name, newTally()]))
      tallies.set(set, of)
      for (const { name, read } of readers) {
        const begun = process.cpuUsage()
        const found = await read(image, strip, language)
        const { user, system } = process.cpuUsage(begun)
        if (found !== null) addTo(of.get(name) as Tally, { text, found, cpuMs: (user + system) / 1000 })
      }
    }
    say(`${cut[0]?.set ?? 'a page'}: ${cut.length} lines`)
  }
  return tallies
}

function addTo(tally: Tally, { text, found, cpuMs }: { text: string; found: string; cpuMs: number }): void {
  const [printed, read] = [normalise(text), normalise(found)]
  tally.letters += printed.length
  tally.wrongLetters += distance(printed, read)
  tally.words += printed.split(' ').length
  tally.wrongWords += distance(...asLetters(printed.split(' '), read.split(' ')))
  tally.lines += 1
  tally.cpuMs += cpuMs
}

/** Each word as one letter, so that words are compared as letters are. */
function asLetters(...texts: [string[], string[]]): [string, string] {
  const letters = new Map<string, string>()
  const letterOf = (word: string) => {
    const letter = letters.get(word) ?? String.fromCharCode(0x4e00 + letters.size)
    letters.set(word, letter)
    return letter
  }
  return texts.map((words) => words.map(letterOf).join('')) as [string, string]
}

const namesOf = (tallies: Tallies): string[] => [...([...tallies.values()][0]?.keys() ?? [])]
const sumOf = (tallies: Tallies, name: string): Tally =>
  [...tallies.values()].reduce((sum, of) => added(sum, of.get(name) ?? newTally()), newTally())
const added = (a: Tally, b: Tally): Tally =>
  Object.fromEntries(Object.entries(a).map(([key, value]) => [key, value + b[key as keyof Tally]])) as Tally

function errorTable(title: string, tallies: Tallies, share: (tally: Tally) => number): Table {
  const names = namesOf(tallies)
  const cell = (tally: Tally | undefined) => (tally?.lines ? share(tally) * 100 : null)
  const rows = [...tallies].map(([set, of]) => [
    set,
    of.get(names[0] ?? '')?.lines ?? 0,
    ...names.map((name) => cell(of.get(name))),
  ])
  const all = names.map((name) => sumOf(tallies, name))
  return {
    title,
    columns: ['lines', 'n', ...names],
    rows: [...rows, ['all that each can read', all[0]?.lines ?? 0, ...all.map(cell)]],
  }
}

function costTable(tallies: Tallies): Table {
  const all = namesOf(tallies).map((name) => [name, sumOf(tallies, name)] as const)
  const perLetter = ({ cpuMs, letters }: Tally) => (cpuMs / letters) * 100
  const ours = all[0] ? perLetter(all[0][1]) : Number.NaN
  return {
    title: 'CPU time, cutting and scaling of the strip included',
    columns: ['recogniser', 'ms per 100 characters', 'times ours'],
    rows: all.map(([name, tally]) => [name, perLetter(tally), perLetter(tally) / ours]),
  }
}

/** Real pages do not say where a word stands: words of all strips of a page, in any order. */
async function realWords({ data, quick, say }: Context, { detect, readers, folder }: Bench): Promise<Table> {
  const rows = new Map<string, Map<string, Hits[]>>()
  const pages = await realPages(data ?? '', folder, quick ? quickStep : 1)
  for (const {
    path,
    printed,
    complete,
    rows: [row = ''],
    language,
    id,
  } of pages) {
    if (!complete) continue
    const image = await decodePage(await readFile(path))
    const strips = stripsOf(await detect(detectorPlanes(image)), image)
    const of = rows.get(row) ?? new Map(readers.map(({ name }) => [name, []]))
    rows.set(row, of)
    for (const { name, read } of readers) {
      const found: (string | null)[] = []
      for (const strip of strips) found.push(await read(image, strip, language))
      if (!found.includes(null))
        of.get(name)?.push(bagHits(wordsOf(printed.join(' ')), wordsOf(found.join(' '))))
    }
    say(`${id}: ${strips.length} lines`)
  }
  const names = readers.map(({ name }) => name)
  const cell = (hits: readonly Hits[] | undefined) => (hits?.length ? f1(addHits(hits)) * 100 : null)
  return {
    title: 'Words of real pages, F1 in %: pages as they are, neither turned nor made level',
    columns: ['pages', 'n', ...names],
    rows: [...rows].map(([row, of]) => [
      row,
      of.get(names[0] ?? '')?.length ?? 0,
      ...names.map((name) => cell(of.get(name))),
    ]),
  }
}
