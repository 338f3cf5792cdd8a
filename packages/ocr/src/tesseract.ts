// Tesseract as a second reader: its LSTM line recogniser as WebAssembly, in this process, one line at a time.
import { packsOf } from './language-packs.ts'
import type { Glyph } from './recognise.ts'
import type { GreyLine, SecondReader } from './second-reader.ts'

type Bounds = { x0: number; x1: number }
type Characters = {
  Begin(): void
  Next(level: number): boolean
  GetUTF8Text(level: number): string
  Confidence(level: number): number
  IsAtBeginningOf(level: number): boolean
  getBoundingBox(level: number): Bounds
}
type Api = {
  Init(folder: string, language: string, mode: number): number
  SetVariable(name: string, value: string): boolean
  SetPageSegMode(mode: number): void
  SetImageFile(exif: number, angle: number): number
  Recognize(monitor: null): number
  GetIterator(): Characters | null
  Clear(): void
  End(): void
}

/** What `tesseract.js-core` gives when it is loaded. */
export type TesseractCore = {
  FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void }
  TessBaseAPI: new () => Api
  destroy(api: Api): void
}

/** Where the reader gets its parts; `pack` gives the unpacked training data of a Tesseract language code. */
export type TesseractParts = {
  core(): Promise<TesseractCore>
  has(code: string): boolean
  pack(code: string): Promise<Uint8Array>
}

/** Tesseract's numbers: its LSTM alone; one line as it is; a single character, and a word, of what was read. */
const lstmOnly = 1
const singleLine = 7
const symbol = 4
const word = 3
/** Each language holds some 20 MB; a page has one, and English beside it. */
const mostLoaded = 2
/** Languages that come and go leave holes in a memory that never shrinks: after so many it is begun anew. */
const mostLoads = 5

/** A second reader that loads Tesseract when it is first asked, and keeps the languages it used last. */
export function createTesseract(parts: TesseractParts): SecondReader {
  let core: Promise<TesseractCore> | undefined
  const loaded = new Map<string, Api>()
  let loads = 0
  const codeOf = (language: string) => packsOf[language]?.find((code) => parts.has(code))
  async function apiFor(code: string): Promise<[TesseractCore, Api]> {
    core ??= parts.core()
    let tesseract = await core
    if (!loaded.has(code)) {
      if (loads === mostLoads) {
        loads = 0
        loaded.clear()
        core = parts.core()
        tesseract = await core
      }
      loads += 1
    }
    const api = loaded.get(code) ?? (await load(tesseract, parts, code))
    loaded.delete(code)
    loaded.set(code, api)
    const [oldest] = loaded
    if (oldest && loaded.size > mostLoaded) {
      drop(tesseract, oldest[1])
      loaded.delete(oldest[0])
    }
    return [tesseract, api]
  }
  return {
    reads: (language) => codeOf(language) !== undefined,
    async read(line, language) {
      const code = codeOf(language)
      if (code === undefined) return []
      const [tesseract, api] = await apiFor(code)
      return readLine(tesseract, api, line)
    },
    close() {
      void core?.then((tesseract) => {
        for (const api of loaded.values()) drop(tesseract, api)
        loaded.clear()
      })
    },
  }
}

async function load(core: TesseractCore, parts: TesseractParts, code: string): Promise<Api> {
  const file = `/${code}.traineddata`
  core.FS.writeFile(file, await parts.pack(code))
  const api = new core.TessBaseAPI()
  const failed = api.Init('/', code, lstmOnly)
  core.FS.unlink(file)
  if (failed) throw new Error(`The training data of ${code} cannot be loaded.`)
  // Nothing of one line may change how the next is read.
  api.SetVariable('tessedit_enable_doc_dict', '0')
  api.SetPageSegMode(singleLine)
  return api
}

function drop(core: TesseractCore, api: Api): void {
  api.End()
  core.destroy(api)
}

function readLine(core: TesseractCore, api: Api, line: GreyLine): Glyph[] {
  const head = new TextEncoder().encode(`P5\n${line.width} ${line.height}\n255\n`)
  const image = new Uint8Array(head.length + line.data.length)
  image.set(head)
  image.set(line.data, head.length)
  core.FS.writeFile('/input', image)
  api.SetImageFile(1, 0)
  api.Recognize(null)
  const characters = api.GetIterator()
  const glyphs = characters ? glyphsOf(characters, line) : []
  if (characters) core.destroy(characters as never)
  api.Clear()
  return glyphs
}

function glyphsOf(characters: Characters, { width, margin }: GreyLine): Glyph[] {
  const glyphs: Glyph[] = []
  const place = (x: number) => Math.max(0, Math.min(1, (x - margin) / (width - 2 * margin)))
  characters.Begin()
  let end = 0
  do {
    const text = characters.GetUTF8Text(symbol)
    if (!text) continue
    const { x0, x1 } = characters.getBoundingBox(symbol)
    const confidence = characters.Confidence(symbol) / 100
    if (glyphs.length > 0 && characters.IsAtBeginningOf(word)) {
      glyphs.push({ text: ' ', confidence, at: place((end + x0) / 2) })
    }
    glyphs.push({ text, confidence, at: place((x0 + x1) / 2) })
    end = x1
  } while (characters.Next(symbol))
  return glyphs
}
