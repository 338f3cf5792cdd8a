// node bench/src/calibrate.ts [PAGES]: learns on generated pages what a word's raw confidence means, and prints the
// knots of `packages/ocr/src/calibration.ts`. Its pages are others than those of `npm run bench -- reading`.

import { makeReadingPage, planReadingSet } from '@countersign/fixtures/reading/reading-set'
import { createEngine } from '@countersign/ocr/engine'
import { loadNetworks } from '@countersign/ocr/onnx-node'
import { prepare } from '@countersign/ocr/prepare/prepare'
import { loadTesseract } from '@countersign/ocr/tesseract-node'
import sharp from 'sharp'
import { type Claim, claimsOf } from './reading/calibration.ts'

/** Apart from every seed that measures. */
const seedOffset = 500_000
/** Each knot stands for at least this many words, and for so many wrong ones that its share means something. */
const leastWords = 60

type Pool = { words: number; right: number; claimed: number }

const pages = Number(process.argv[2] ?? 60)
const engine = createEngine(await loadNetworks(), { second: loadTesseract(), calibrate: (raw) => raw })
const rounds = Math.ceil(pages / planReadingSet({ rounds: 1 }).length)
const claims: Claim[] = []
for (const plan of spread(planReadingSet({ rounds }), pages)) {
  const page = await makeReadingPage({ ...plan, seed: plan.seed + seedOffset })
  const { data, info } = await sharp(page.bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const scan = { data: new Uint8Array(data), width: info.width, height: info.height, channels: 3 as const }
  const { blocks } = await engine.readImage(prepare(scan, { dpi: null }).raster, {
    languages: [plan.language],
  })
  const words = blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words))
  const found = claimsOf(
    page.lines.map(({ text }) => text),
    words,
  )
  claims.push(...found)
  const wrong = found.filter(({ right }) => !right).length
  console.error(`${plan.id} ${plan.language} ${found.length} words, ${wrong} wrong`)
}
await engine.close()
console.error(`${claims.length} words`)
for (const { claimed, right, words } of isotonic(claims)) {
  console.log(`  [${(claimed / words).toFixed(4)}, ${(right / words).toFixed(4)}], // ${words} words`)
}

/** Every kind of page in turn, however few are wanted. */
function spread<Plan>(plans: readonly Plan[], wanted: number): Plan[] {
  const step = Math.max(1, plans.length / wanted)
  return Array.from({ length: Math.min(wanted, plans.length) }, (_, i) => plans[Math.floor(i * step)] as Plan)
}

/** Pool adjacent violators, over bins of some words so that no knot is chance. */
function isotonic(all: readonly Claim[]): Pool[] {
  const sorted = [...all].sort((a, b) => a.confidence - b.confidence)
  const pools: Pool[] = []
  for (let at = 0; at < sorted.length; at += leastWords) {
    const bin = sorted.slice(at, at + leastWords)
    pools.push({
      words: bin.length,
      right: bin.filter(({ right }) => right).length,
      claimed: bin.reduce((sum, { confidence }) => sum + confidence, 0),
    })
    while (pools.length > 1 && falls(pools.at(-2), pools.at(-1))) {
      const last = pools.pop() as Pool
      const before = pools.pop() as Pool
      pools.push({
        words: before.words + last.words,
        right: before.right + last.right,
        claimed: before.claimed + last.claimed,
      })
    }
  }
  return pools
}

function falls(before: Pool | undefined, after: Pool | undefined): boolean {
  return (
    before !== undefined && after !== undefined && before.right / before.words >= after.right / after.words
  )
}
