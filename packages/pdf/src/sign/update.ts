// An incremental update (ISO 32000-1 §7.5.6): what changed in a loaded file, to be appended to its bytes. libpdf's own
// would encrypt the signature itself and write a new encryption dictionary. Runs in the thread of isolate.ts.
import {
  type PDF,
  PdfArray,
  PdfDict,
  PdfName,
  PdfNumber,
  type PdfObject,
  type PdfRef,
  PdfStream,
} from '@libpdf/core'
import { type Cipher, type Placeholders, type Sink, sinkFrom, writeObject } from './serialize.ts'

/** The bytes to append to a file of `length` bytes; offsets of `placeholders` are filled in. */
export function updateOf(pdf: PDF, input: { length: number; placeholders: Placeholders }): Uint8Array {
  const { length, placeholders } = input
  const sink = sinkFrom(length)
  sink.write('\n')
  const rows = changesOf(pdf).map(([ref, object]) => {
    const offset = sink.offset()
    sink.write(`${ref.objectNumber} ${ref.generation} obj\n`)
    writeObject(object, { sink, placeholders, cipher: cipherFor(pdf, ref) })
    sink.write('\nendobj\n')
    return { number: ref.objectNumber, generation: ref.generation, offset }
  })
  rows.sort((a, b) => a.number - b.number)
  if (pdf.usesXRefStreams) writeStreamSection(pdf, sink, rows)
  else writeTableSection(pdf, sink, rows)
  return Buffer.concat(sink.parts)
}

/**
 * Forgets changes so far, and those that loading an object makes: libpdf 0.4.2 marks what it decrypted as changed, so that
 * an encrypted file would be written with all its objects anew, signatures among them.
 */
export function trackChanges(pdf: PDF): void {
  const { registry } = pdf.context
  for (const [, object] of registry.getLoadedObjects()) forgetChanges(object)
  const resolve = registry['resolver']
  if (!resolve) return
  registry.setResolver((ref) => {
    const object = resolve(ref)
    if (object) forgetChanges(object)
    return object
  })
}

function forgetChanges(object: PdfObject): void {
  if (!(object instanceof PdfDict) && !(object instanceof PdfArray)) return
  object.clearDirty()
  const inside = object instanceof PdfDict ? [...object].map(([, value]) => value) : [...object]
  inside.forEach(forgetChanges)
}

type Row = { number: number; generation: number; offset: number }

function changesOf(pdf: PDF): [PdfRef, PdfObject][] {
  const { registry } = pdf.context
  const changed = [...registry.getLoadedObjects()].filter(([, object]) => isDirty(object))
  return [...changed, ...registry.getNewObjects()]
}

/** Changed itself or in what is written inside of it. */
function isDirty(object: PdfObject): boolean {
  if (!(object instanceof PdfDict) && !(object instanceof PdfArray)) return false
  const inside = object instanceof PdfDict ? [...object].map(([, value]) => value) : [...object]
  return object.dirty || inside.some(isDirty)
}

function cipherFor(pdf: PDF, { objectNumber, generation }: PdfRef): Cipher | undefined {
  const handler = pdf.context.info.securityHandler
  return handler
    ? {
        string: (bytes) => handler.encryptString(bytes, objectNumber, generation),
        stream: (bytes) => handler.encryptStream(bytes, objectNumber, generation),
      }
    : undefined
}

function trailerOf(pdf: PDF, size: number): PdfDict {
  const { trailer } = pdf.context.info
  const next = new PdfDict()
  next.set('Size', PdfNumber.of(size))
  next.set('Prev', PdfNumber.of(pdf['originalXRefOffset']))
  for (const key of ['Root', 'Info', 'Encrypt', 'ID']) {
    const value = trailer.get(key)
    if (value) next.set(key, value)
  }
  return next
}

const sizeOf = (pdf: PDF, least: number): number =>
  Math.max(
    least,
    pdf.context.registry.nextObjectNumber,
    pdf.context.info.trailer.getNumber('Size')?.value ?? 0,
  )

/** Rows in runs of consecutive numbers. */
function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = []
  for (const row of rows) {
    const run = runs.at(-1)
    if (run && run.at(-1)?.number === row.number - 1) run.push(row)
    else runs.push([row])
  }
  return runs
}

const plain = { cipher: undefined, placeholders: new Map() }

function writeTableSection(pdf: PDF, sink: Sink, rows: readonly Row[]): void {
  const start = sink.offset()
  sink.write('xref\n')
  for (const run of runsOf(rows)) {
    sink.write(`${run[0]?.number} ${run.length}\n`)
    for (const { offset, generation } of run)
      sink.write(`${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`)
  }
  sink.write('trailer\n')
  writeObject(trailerOf(pdf, sizeOf(pdf, (rows.at(-1)?.number ?? 0) + 1)), { ...plain, sink })
  sink.write(`\nstartxref\n${start}\n%%EOF\n`)
}

const [offsetBytes, generationBytes] = [5, 2]

function writeStreamSection(pdf: PDF, sink: Sink, rows: readonly Row[]): void {
  const start = sink.offset()
  const number = sizeOf(pdf, (rows.at(-1)?.number ?? 0) + 1)
  const all = [...rows, { number, generation: 0, offset: start }]
  const width = 1 + offsetBytes + generationBytes
  const data = Buffer.alloc(all.length * width)
  for (const [index, { offset, generation }] of all.entries()) {
    data.writeUInt8(1, index * width)
    data.writeUIntBE(offset, index * width + 1, offsetBytes)
    data.writeUIntBE(generation, index * width + 1 + offsetBytes, generationBytes)
  }
  const section = new PdfStream(
    [...trailerOf(pdf, number + 1)].map(([key, value]) => [key.value, value]),
    data,
  )
  section.set('Type', PdfName.of('XRef'))
  section.set('W', numbers(1, offsetBytes, generationBytes))
  section.set('Index', numbers(...runsOf(all).flatMap((run) => [run[0]?.number ?? 0, run.length])))
  sink.write(`${number} 0 obj\n`)
  writeObject(section, { ...plain, sink })
  sink.write(`\nendobj\nstartxref\n${start}\n%%EOF\n`)
}

/** An array of numbers. */
export const numbers = (...values: number[]): PdfArray => PdfArray.of(...values.map(PdfNumber.of))
