// The content of a page as one stream, with its resources, whatever pieces it is in.
import { type PDF, PdfDict, PdfRef, PdfStream } from '@libpdf/core'
import { operations } from './content.ts'
import { hiddenText, without } from './hidden-text.ts'
import { arrayAt, dictAt, nameAt, resolved } from './objects.ts'

const maxContent = 64 * 1024 * 1024
const maxInherited = 50

/** All content streams of a page, decoded, as Latin-1; undefined where one cannot be decoded. */
export function contentOf(pdf: PDF, page: PdfDict): string | undefined {
  const own = page.get('Contents')
  const parts = arrayAt(pdf, page, 'Contents')?.toArray() ?? (own instanceof PdfRef ? [own] : [])
  const texts: string[] = []
  let length = 0
  for (const part of parts) {
    const stream = resolved(pdf, part)
    if (!(stream instanceof PdfStream)) continue
    const text = decodedText(stream)
    if (text === undefined) return undefined
    length += text.length
    if (length > maxContent) return undefined
    texts.push(text)
  }
  return texts.join('\n')
}

/** What a stream holds, as Latin-1. */
export function decodedText(stream: PdfStream): string | undefined {
  try {
    const data = stream.getDecodedData()
    return Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1')
  } catch {
    // A filter that is not known or data that is damaged: the stream stays what it is.
    return undefined
  }
}

/** The page's own or inherited resources (ISO 32000-1 §7.7.3.4). */
export function resourcesOf(pdf: PDF, page: PdfDict): PdfDict | undefined {
  let holder: PdfDict | undefined = page
  for (let up = 0; holder && up < maxInherited; up += 1) {
    const found = dictAt(pdf, holder, 'Resources')
    if (found) return found
    const parent = resolved(pdf, holder.get('Parent'))
    holder = parent instanceof PdfDict ? parent : undefined
  }
  return undefined
}

type Sheet = Parameters<typeof hiddenText>[1]

/**
 * Takes text that nobody sees out of a page, also out of the forms it draws: an older layer of recognised text would
 * be found twice. Says whether there was any.
 */
export function removeHiddenText(pdf: PDF, page: PdfDict, sheet: Sheet): boolean {
  const content = contentOf(pdf, page)
  if (content === undefined) return false
  const resources = resourcesOf(pdf, page)
  const drawn = dictAt(pdf, resources, 'XObject')
  const isPicture = (name: string) => {
    const object = dictAt(pdf, drawn, name.slice(1))
    const clear = ['SMask', 'Mask', 'ImageMask', 'SMaskInData'].some((key) => object?.has(key))
    return nameAt(pdf, object, 'Subtype') === 'Image' && !clear
  }
  const hidden = hiddenText(content, sheet, isPicture)
  const forms = cleanForms(pdf, drawn)
  if (hidden.length === 0 && !forms) return false
  const left = without(content, hidden)
  page.set('Contents', pdf.createStream({}, Buffer.from(left, 'latin1')))
  const own = resources?.clone() ?? new PdfDict()
  if (forms) own.set('XObject', forms)
  // The font of the old layer would only speak against PDF/A.
  if (!showsText(left)) own.delete('Font')
  page.set('Resources', own)
  return true
}

function showsText(content: string): boolean {
  for (const { operator } of operations(content))
    if (['Tj', 'TJ', "'", '"', '?'].includes(operator)) return true
  return false
}

const nowhere: Sheet = { left: 0, bottom: 0, right: 0, top: 0 }

/** The same drawn things with forms that hold no hidden text; undefined where they hold none already. */
function cleanForms(pdf: PDF, drawn: PdfDict | undefined): PdfDict | undefined {
  let clean: PdfDict | undefined
  for (const [key, object] of drawn ?? []) {
    const form = resolved(pdf, object)
    if (!(form instanceof PdfStream) || nameAt(pdf, form, 'Subtype') !== 'Form') continue
    const content = decodedText(form) ?? ''
    const hidden = hiddenText(content, nowhere, () => false)
    if (hidden.length === 0) continue
    const entries = [...form].filter(([name]) => !['Length', 'Filter', 'DecodeParms'].includes(name.value))
    const data = Buffer.from(without(content, hidden), 'latin1')
    clean ??= drawn?.clone()
    clean?.set(
      key,
      pdf.createStream(
        entries.map(([name, value]) => [name.value, value]),
        data,
      ),
    )
  }
  return clean
}
