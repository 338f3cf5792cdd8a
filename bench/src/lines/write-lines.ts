// node bench/src/lines/write-lines.ts DIR [ROUNDS]: lines as our detector cuts them, for `training.learn.evaluate`.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadNetworks } from '@countersign/ocr/onnx-node'
import { linePlanes, type Planes } from '@countersign/ocr/preprocess'
import { cutLines } from './cut-lines.ts'

function portableGrey({ data, width, height }: Planes): Uint8Array {
  const grey = Uint8Array.from({ length: width * height }, (_, at) =>
    Math.round((data[at] ?? 0) * 127.5 + 127.5),
  )
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), grey])
}

const [, , folder, rounds = '1'] = process.argv
if (folder === undefined) throw new Error('Say where the lines shall go.')
await mkdir(folder, { recursive: true })
const networks = await loadNetworks()
const notes: string[] = []
for await (const page of cutLines({ rounds: Number(rounds) }, networks.detect)) {
  for (const { set, text, image, strip } of page) {
    const file = `${String(notes.length).padStart(5, '0')}.pgm`
    await writeFile(join(folder, file), portableGrey(linePlanes(image, strip)))
    notes.push(JSON.stringify({ file, set, text }))
  }
}
await writeFile(join(folder, 'lines.jsonl'), `${notes.join('\n')}\n`)
await networks.close()
