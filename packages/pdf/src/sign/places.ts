// Where in the text of a PDF fields belong: anchors such as {{sign:1}}, and words that somebody looks for.
import type { Line, Word } from '@countersign/contract/layout'
import { openPdf } from '../open.ts'

/** Text found on a page (from 1). `rect` is left, bottom, width and height in points of the page as displayed. */
export type Place = { text: string; page: number; rect: [number, number, number, number] }

/** Sizes of the pages in points as displayed, and what was found on them, in reading order. */
export type Survey = { pages: { width: number; height: number }[]; places: Place[] }

/** Letters, a colon, and anything but braces: {{sign:1}}, {{text:2:iban}}. */
const anchor = /\{\{[a-z]{2,12}:[^{}]{1,60}\}\}/g

const mostPlaces = 2000

/**
 * Looks through the text layer for anchors and for `words`, which may have several words and match in any case. A text
 * that runs over the end of a line is not found. Throws what `openPdf` throws.
 */
export async function surveyPdf(bytes: Uint8Array, words: readonly string[] = []): Promise<Survey> {
  const file = await openPdf(bytes)
  const survey: Survey = { pages: [], places: [] }
  try {
    for (let index = 0; index < file.pageCount; index += 1) {
      const page = file.page(index)
      const size = { width: page.width, height: page.height }
      survey.pages.push(size)
      const lines = page.textBlocks().blocks.flatMap((block) => block.lines)
      for (const line of lines)
        for (const found of inLine(line, words))
          if (survey.places.length < mostPlaces)
            survey.places.push({ text: found.text, page: index + 1, rect: inPoints(found.box, size) })
      page.close()
    }
    return survey
  } finally {
    file.close()
  }
}

type Found = { text: string; box: [number, number, number, number] }

function inLine(line: Line, wanted: readonly string[]): Found[] {
  const text = line.words.map((word) => word.text).join(' ')
  const hits = [...text.matchAll(anchor)].map((match) => ({ text: match[0], at: match.index }))
  const small = text.toLowerCase()
  for (const one of wanted) {
    const looked = one.trim().toLowerCase()
    for (let at = small.indexOf(looked); looked && at >= 0; at = small.indexOf(looked, at + 1))
      hits.push({ text: one, at })
  }
  return hits.map(({ text: found, at }) => ({ text: found, box: boxOf(line.words, at, found.trim().length) }))
}

/** The part of a line from one letter on; letters of a word are taken as equally wide. */
function boxOf(words: readonly Word[], from: number, length: number): Found['box'] {
  let start = 0
  let [left, top, right, bottom] = [1, 1, 0, 0]
  for (const { text, box } of words) {
    const [x, y, width, height] = box
    const [first, last] = [Math.max(from, start), Math.min(from + length, start + text.length)]
    if (first < last) {
      left = Math.min(left, x + (width * (first - start)) / text.length)
      right = Math.max(right, x + (width * (last - start)) / text.length)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + height)
    }
    start += text.length + 1
  }
  return [left, top, right - left, bottom - top]
}

const inPoints = (
  [x, y, w, h]: Found['box'],
  { width, height }: { width: number; height: number },
): Place['rect'] => [x * width, (1 - y - h) * height, w * width, h * height]
