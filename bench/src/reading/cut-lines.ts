// Lines of generated pages as our detector cuts them, with what stands on each: for examining recognisers.
// node bench/src/reading/cut-lines.ts DIR [pages of each kind]
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PrintedWord } from '@countersign/fixtures/reading/paper'
import { makeReadingPage, type PagePlan, planReadingSet } from '@countersign/fixtures/reading/reading-set'
import { stripsOf } from '@countersign/ocr/detect'
import type { Strip } from '@countersign/ocr/geometry'
import { loadNetworks } from '@countersign/ocr/onnx-node'
import { detectorPlanes, linePlanes, type Planes } from '@countersign/ocr/preprocess'
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

async function decodePage(bytes: Uint8Array): Promise<Raster> {
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

function portableGrey({ data, width, height }: Planes): Uint8Array {
  const grey = Uint8Array.from({ length: width * height }, (_, at) =>
    Math.round((data[at] ?? 0) * 127.5 + 127.5),
  )
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), grey])
}

const wordOf = ({ text, box: [x, y, wide, high] }: PrintedWord, { width, height }: Raster): Word => ({
  text,
  left: x * width,
  right: (x + wide) * width,
  middle: (y + high / 2) * height,
})

async function cutPage(plan: PagePlan, detect: (image: Raster) => Promise<Strip[]>) {
  const { bytes, lines } = await makeReadingPage(plan)
  const image = await decodePage(bytes)
  const words = lines.flatMap(({ words }) => words.map((word) => wordOf(word, image)))
  const set = plan.group === 'language' ? plan.language : plan.degradation
  return (await detect(image)).flatMap((strip) => {
    const text = textOf(strip, words)
    return text === null ? [] : [{ set, text, picture: portableGrey(linePlanes(image, strip)) }]
  })
}

const [, , folder, rounds = '1'] = process.argv
if (folder === undefined) throw new Error('Say where the lines shall go.')
await mkdir(folder, { recursive: true })
const networks = await loadNetworks()
const notes: string[] = []
for (const plan of planReadingSet({ rounds: Number(rounds) })) {
  if (plan.group === 'photographed language' || !flat.has(plan.degradation)) continue
  const cut = await cutPage(plan, async (image) =>
    stripsOf(await networks.detect(detectorPlanes(image)), image),
  )
  for (const { set, text, picture } of cut) {
    const file = `${String(notes.length).padStart(5, '0')}.pgm`
    await writeFile(join(folder, file), picture)
    notes.push(JSON.stringify({ file, set, text }))
  }
}
await writeFile(join(folder, 'lines.jsonl'), `${notes.join('\n')}\n`)
await networks.close()
console.log(`${notes.length} lines`)
