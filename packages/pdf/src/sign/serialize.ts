// Writes objects of a PDF as bytes. Runs in the thread of isolate.ts.
import {
  PdfArray,
  PdfDict,
  PdfName,
  PdfNumber,
  type PdfObject,
  PdfRef,
  PdfStream,
  PdfString,
} from '@libpdf/core'

/** Encrypts strings and streams of one object; files that are not encrypted have none. */
export type Cipher = { string(bytes: Uint8Array): Uint8Array; stream(bytes: Uint8Array): Uint8Array }

/** Collects what is written, and knows at which offset of the file it stands. */
export type Sink = { write(part: string | Uint8Array): void; offset(): number; parts: Uint8Array[] }

export function sinkFrom(start: number): Sink {
  const parts: Uint8Array[] = []
  let offset = start
  return {
    parts,
    offset: () => offset,
    write(part) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part
      parts.push(bytes)
      offset += bytes.length
    },
  }
}

/** Places that are filled in later: what stands for them is written as it is and its offset remembered. */
export type Placeholders = Map<PdfObject, { text: string; at?: number }>

type Writing = { sink: Sink; cipher: Cipher | undefined; placeholders: Placeholders }

/** Writes an object; what stands for a placeholder is replaced by its text. */
export function writeObject(object: PdfObject, writing: Writing): void {
  const { sink, cipher, placeholders } = writing
  const placeholder = placeholders.get(object)
  if (placeholder) {
    placeholder.at = sink.offset()
    sink.write(placeholder.text)
  } else if (object instanceof PdfStream) writeStream(object, writing)
  else if (object instanceof PdfDict) writeDict([...object], writing)
  else if (object instanceof PdfArray) writeArray(object, writing)
  else if (object instanceof PdfString)
    sink.write(`<${hex(cipher ? cipher.string(object.bytes) : object.bytes)}>`)
  else if (object instanceof PdfName) sink.write(nameText(object))
  else if (object instanceof PdfNumber) sink.write(numberText(object.value))
  else if (object instanceof PdfRef) sink.write(`${object.objectNumber} ${object.generation} R`)
  else sink.write(object.type === 'bool' ? String(object.value) : 'null')
}

function writeDict(entries: readonly [PdfName, PdfObject][], writing: Writing): void {
  writing.sink.write('<<')
  for (const [key, value] of entries) {
    writing.sink.write(`${nameText(key)} `)
    writeObject(value, writing)
  }
  writing.sink.write('>>')
}

function writeArray(array: PdfArray, writing: Writing): void {
  writing.sink.write('[')
  for (const [index, item] of [...array].entries()) {
    if (index > 0) writing.sink.write(' ')
    writeObject(item, writing)
  }
  writing.sink.write(']')
}

function writeStream(stream: PdfStream, writing: Writing): void {
  const { sink, cipher } = writing
  const data = cipher ? cipher.stream(stream.data) : stream.data
  const entries = [...stream].filter(([key]) => key.value !== 'Length')
  writeDict([...entries, [PdfName.of('Length'), PdfNumber.of(data.length)]], writing)
  sink.write('\nstream\n')
  sink.write(data)
  sink.write('\nendstream')
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** ISO 32000-1 §7.3.5: what is no regular character is written as its number. */
function nameText({ value }: PdfName): string {
  // libpdf reads names as UTF-8; what was none is lost, and must not be written as something else.
  if (value.includes('\ufffd')) throw new Error('a name in the file is not UTF-8')
  const escaped = [...Buffer.from(value, 'utf8')].map((byte) => {
    const character = String.fromCharCode(byte)
    return /[!-~]/.test(character) && !/[#()<>[\]{}/%]/.test(character)
      ? character
      : `#${byte.toString(16).padStart(2, '0')}`
  })
  return `/${escaped.join('')}`
}

/** §7.3.3: no exponents. */
const numberText = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/\.?0+$/, '')
