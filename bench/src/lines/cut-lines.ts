// Lines of generated pages as our detector cuts them, with what stands on each: for examining recognisers.
import type { PrintedWord } from '@countersign/fixtures/reading/paper'
import {
  makeReadingPage,
  type PagePlan,
  planReadingSet,
  type ReadingSet,
} from '@countersign/fixtures/reading/reading-set'
import { stripsOf } from '@countersign/ocr/detect'
import type { Strip } from '@countersign/ocr/geometry'
import type { Networks } from '@countersign/ocr/networks'
import { detectorPlanes } from '@countersign/ocr/preprocess'
import type { Raster } from '@countersign/ocr/raster'
import sharp from 'sharp'

/** Pages that lie as they were printed: where a word is on them is known exactly. */
const flat = new Set([
  'clean',
  'noise',
  'blur',
  '150 dpi',
  '100 dpi',
  'JPEG 30',
  'shadow',
  'thermal fading',
  'bleed-through',
  'inverse',
])
/** A word of which less than this is in the strip was cut: that is the detector's fault, not the recogniser's. */
const leastInside = 0.9

type Word = { text: string; left: number; right: number; middle: number }

export async function decodePage(bytes: Uint8Array): Promise<Raster> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: 3 }
}

/** What stands on a strip; null where nothing does or a word was cut. */
function textOf(strip: Strip, words: readonly Word[]): string | null {
  const [left, right] = [strip.x - strip.width / 2, strip.x + strip.width / 2]
  const on = words.filter(
    ({ middle, left: from, right: to }) =>
      Math.abs(middle - strip.y) < strip.height / 2 && to > left && from < right,
  )
  const whole = on.every(
    ({ left: from, right: to }) =>
      Math.min(to, right) - Math.max(from, left) >= leastInside * (to - from) || to === from,
  )
  if (on.length === 0 || !whole) return null
  return on
    .sort((a, b) => a.left - b.left)
    .map(({ text }) => text)
    .join(' ')
}

const wordOf = ({ text, box: [x, y, wide, high] }: PrintedWord, { width, height }: Raster): Word => ({
  text,
  left: x * width,
  right: (x + wide) * width,
  middle: (y + high / 2) * height,
})

/** One strip of a page and what stands on it; `set` is the page's language, or what spoilt it. */
export type CutLine = { set: string; language: string; text: string; image: Raster; strip: Strip }

/** Whether it is known where the words of such a page are: those that were warped are left out. */
export const isFlat = ({ group, degradation }: PagePlan): boolean =>
  group !== 'photographed language' && flat.has(degradation)

/** Lines of the pages that lie as they were printed, `rounds` of each kind from round `first` on. */
export async function* cutLines(set: ReadingSet, detect: Networks['detect']): AsyncGenerator<CutLine[]> {
  for (const plan of planReadingSet(set).filter(isFlat)) {
    const { bytes, lines } = await makeReadingPage(plan)
    const image = await decodePage(bytes)
    const words = lines.flatMap(({ words }) => words.map((word) => wordOf(word, image)))
    const about = {
      set: plan.group === 'language' ? plan.language : plan.degradation,
      language: plan.language,
    }
    yield stripsOf(await detect(detectorPlanes(image)), image).flatMap((strip) => {
      const text = textOf(strip, words)
      return text === null ? [] : [{ ...about, text, image, strip }]
    })
  }
}
