// JSON with the place of every value, so that a fault can be shown where it stands. RFC 8259; refuses a name given twice.

export type JsonText =
  | { value: unknown; places: ReadonlyMap<string, number>; fault: null }
  | { fault: { at: number; message: string } }

const deepest = 60

/** Thrown and caught inside this file only. */
type Stop = { at: number; message: string }
const isStop = (error: unknown): error is Stop => typeof error === 'object' && error !== null && 'at' in error

const space = /[ \t\r\n]*/y
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const quoted = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy

type Reader = { text: string; at: number; places: Map<string, number> }

function stop(at: number, message: string): never {
  throw { at, message } satisfies Stop
}

function take(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)
  if (!found) return null
  reader.at = pattern.lastIndex
  return found[0]
}

function skip(reader: Reader): string {
  take(reader, space)
  return reader.text[reader.at] ?? ''
}

export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function readName(reader: Reader, seen: Record<string, unknown>): string {
  const at = reader.at
  const text =
    take(reader, quoted) ?? stop(at, unquoted(reader.text, at) ?? 'Here a name in double quotes is needed.')
  const name = JSON.parse(text) as string
  if (Object.hasOwn(seen, name)) stop(at, `"${name.slice(0, 60)}" stands here a second time.`)
  if (skip(reader) !== ':') stop(reader.at, `After "${name.slice(0, 60)}" a colon is missing.`)
  reader.at += 1
  return name
}

/** What stands between brackets, separated by commas. */
function readAll(reader: Reader, end: string, readOne: () => void): void {
  reader.at += 1
  if (skip(reader) === end) {
    reader.at += 1
    return
  }
  for (;;) {
    skip(reader)
    readOne()
    const sign = skip(reader)
    if (sign !== ',' && sign !== end) stop(reader.at, `Here a comma or "${end}" is missing.`)
    reader.at += 1
    if (sign === end) return
    if (skip(reader) === end) stop(reader.at, `The comma before "${end}" is one too many.`)
  }
}

function readObject(reader: Reader, path: string): unknown {
  const object: Record<string, unknown> = Object.create(null)
  readAll(reader, '}', () => {
    const name = readName(reader, object)
    object[name] = readValue(reader, `${path}/${pointerPart(name)}`)
  })
  return { ...object }
}

function readArray(reader: Reader, path: string): unknown {
  const list: unknown[] = []
  readAll(reader, ']', () => void list.push(readValue(reader, `${path}/${list.length}`)))
  return list
}

/** What files that are no JSON mostly are. */
function noValue({ text, at }: Reader): string {
  if (text.includes('\0') || text.startsWith('\ufffd')) return 'The file is not UTF-8. Save it as UTF-8.'
  if (at === 0 && /^(?:---|[\w-]+\s*:)/.test(text))
    return 'This looks like YAML. A workflow is JSON: it begins with {, and names stand in double quotes.'
  return unquoted(text, at) ?? 'This is no value of JSON.'
}

function unquoted(text: string, at: number): string | null {
  if (text.startsWith('//', at) || text.startsWith('/*', at) || text[at] === '#')
    return 'JSON has no comments. Say it in a "description".'
  return text[at] === "'" ? 'JSON takes double quotes only.' : null
}

function readValue(reader: Reader, path: string): unknown {
  const sign = skip(reader)
  const at = reader.at
  if (path.split('/').length > deepest) stop(at, `This is nested more than ${deepest} deep.`)
  reader.places.set(path, at)
  if (sign === '{') return readObject(reader, path)
  if (sign === '[') return readArray(reader, path)
  if (sign === '') stop(at, 'The text ends too early.')
  const text =
    take(reader, sign === '"' ? quoted : scalar) ??
    stop(
      at,
      sign === '"'
        ? 'This text is not closed, or has a sign in it that JSON does not take.'
        : noValue(reader),
    )
  return JSON.parse(text)
}

export function readJson(text: string): JsonText {
  const reader: Reader = { text, at: 0, places: new Map() }
  try {
    const value = readValue(reader, '')
    if (skip(reader) !== '') stop(reader.at, 'Nothing may follow the end of the object.')
    return { value, places: reader.places, fault: null }
  } catch (error) {
    if (isStop(error)) return { fault: error }
    throw error
  }
}

/** Both from 1, as editors count. */
export function lineAndColumn(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** Where the character `within` of a text in quotes stands, whose first quote stands at `place`. */
export function placeInText(text: string, place: number, within: number): number {
  let at = place + 1
  for (let passed = 0; passed < within && text[at] !== '"'; passed += 1)
    at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2
  return at
}
