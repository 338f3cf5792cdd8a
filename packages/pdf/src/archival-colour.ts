// Colours that mean the same everywhere (ISO 19005-2 §6.2.4), under an output intent for sRGB.
import { type PDF, PdfArray, PdfDict, PdfName, type PdfObject, PdfStream } from '@libpdf/core'
import { isUsable } from './icc.ts'
import { numberAt, resolved } from './objects.ts'

const inks = 'It has colours for printing presses (CMYK) without a profile.'
const strange = 'It has colours of a kind that is not checked.'
const maxDepth = 5

/** Why the colour spaces that a dictionary names are against it. */
export function colourObstacle(pdf: PDF, dict: PdfDict): string | undefined {
  if (!dict.has('ColorSpace') && !dict.has('CS')) return undefined
  const value = resolved(pdf, dict.get('ColorSpace') ?? dict.get('CS'))
  const isResources = value instanceof PdfDict && !(value instanceof PdfStream)
  const spaces = isResources ? [...value].map(([, space]) => space) : [value]
  for (const space of spaces) {
    const why = spaceObstacle(pdf, space, 0)
    if (why) return why
  }
  return undefined
}

const independent = new Set(['DeviceGray', 'DeviceRGB', 'CalGray', 'CalRGB', 'Lab', 'Pattern'])

function spaceObstacle(pdf: PDF, object: PdfObject | undefined, depth: number): string | undefined {
  const space = resolved(pdf, object)
  const parts = space instanceof PdfArray ? [...space] : []
  const first = space instanceof PdfName ? space : resolved(pdf, parts[0])
  const name = first instanceof PdfName ? first.value : ''
  if (name === 'DeviceCMYK') return inks
  if (independent.has(name) && parts.length < 3) return undefined
  if (depth > maxDepth) return strange
  if (name === 'Indexed') return spaceObstacle(pdf, parts[1], depth + 1)
  if (name === 'Separation') return spaceObstacle(pdf, parts[2], depth + 1)
  return name === 'ICCBased' && hasProfile(pdf, parts[1]) ? undefined : strange
}

function hasProfile(pdf: PDF, object: PdfObject | undefined): boolean {
  const stream = resolved(pdf, object)
  return stream instanceof PdfStream && isUsable(stream.getDecodedData(), numberAt(pdf, stream, 'N') ?? 0)
}

/** Inks by an operator of a content stream, or by the name of a colour space in one. */
export function inkOperator(operator: string, operands: readonly string[]): string | undefined {
  if (operator === 'k' || operator === 'K') return inks
  const isSpace = operator === 'cs' || operator === 'CS'
  if (isSpace && operands.includes('/DeviceCMYK')) return inks
  if (operator !== 'BI') return undefined
  if (operands.some((operand) => ['/DeviceCMYK', '/CMYK'].includes(operand))) return inks
  return operands.some((operand) => /^\/(LZW|LZWDecode|Crypt)$/.test(operand))
    ? 'It has pictures in a compression that is not allowed (LZW).'
    : undefined
}
