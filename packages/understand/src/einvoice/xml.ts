// XML of strangers as a tree: no document types, no entities but the five of XML itself, and bounds on everything.
import { SaxesParser, type SaxesTagNS } from 'saxes'

/** `name` is without its prefix. `text` is what stands directly in the element, trimmed. */
export type XmlElement = {
  name: string
  prefixed: string
  namespace: string
  attributes: ReadonlyMap<string, string>
  children: XmlElement[]
  text: string
  parent: XmlElement | null
}

/** Why a file is not read: it is none of XML, has a part that is refused, or is too much. */
export type XmlFault = 'not_xml' | 'doctype' | 'encoding' | 'too_large' | 'too_deep' | 'too_many_elements'

export type XmlDocument = { root: XmlElement } | { fault: XmlFault; detail: string }

/** The largest invoices seen have some thousand lines of about fifty elements. */
const mostBytes = 16 * 1024 * 1024
const mostElements = 500_000
const mostAttributes = 64
const deepest = 64

type Refusal = Error & { fault: XmlFault }
const refusal = (fault: XmlFault, detail: string): Refusal => Object.assign(new Error(detail), { fault })
const isRefusal = (error: unknown): error is Refusal => error instanceof Error && 'fault' in error

/** Reads a whole file; never throws for what is in it. */
export function parseXml(bytes: Uint8Array): XmlDocument {
  if (bytes.length > mostBytes) return { fault: 'too_large', detail: `more than ${mostBytes} bytes` }
  const text = decode(bytes)
  if (text === null) return { fault: 'encoding', detail: 'the bytes are not of the encoding the file names' }
  try {
    return { root: treeOf(text) }
  } catch (error) {
    if (isRefusal(error)) return { fault: error.fault, detail: error.message }
    return { fault: 'not_xml', detail: error instanceof Error ? error.message.slice(0, 200) : '' }
  }
}

/** Whether a file may be XML: its first sign is `<`, in any encoding of Unicode. */
export function looksLikeXml(bytes: Uint8Array): boolean {
  for (const byte of bytes.subarray(0, 256)) {
    if (byte === 0x3c) return true
    // Byte order marks, and spaces.
    if (![0, 0xef, 0xbb, 0xbf, 0xfe, 0xff, 0x20, 0x09, 0x0a, 0x0d].includes(byte)) return false
  }
  return false
}

/** By byte order mark, then by the declaration, else UTF-8 (XML 1.0 appendix F). */
function decode(bytes: Uint8Array): string | null {
  const [first, second] = bytes
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const named = /^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1]
  const marked =
    first === 0xfe && second === 0xff ? 'utf-16be' : first === 0xff && second === 0xfe ? 'utf-16le' : null
  try {
    return new TextDecoder(marked ?? named ?? 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function treeOf(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true })
  let current: XmlElement | null = null
  let root: XmlElement | null = null
  let depth = 0
  let elements = 0
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw refusal('doctype', 'it declares a document type, which no e-invoice has')
  })
  parser.on('opentag', (tag) => {
    elements += 1
    depth += 1
    if (depth > deepest) throw refusal('too_deep', `its elements are nested more than ${deepest} deep`)
    if (elements > mostElements)
      throw refusal('too_many_elements', `it has more than ${mostElements} elements`)
    const element = elementOf(tag, current)
    current?.children.push(element)
    root ??= element
    current = element
  })
  const addText = (more: string) => {
    if (current) current.text += more
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    depth -= 1
    if (!current) return
    current.text = current.text.trim()
    current = current.parent
  })
  parser.write(text).close()
  if (!root) throw new Error('it has no element')
  return root
}

function elementOf(tag: SaxesTagNS, parent: XmlElement | null): XmlElement {
  const attributes = Object.values(tag.attributes).slice(0, mostAttributes)
  return {
    name: tag.local,
    prefixed: tag.name,
    namespace: tag.uri,
    attributes: new Map(attributes.map(({ local, value }) => [local, value])),
    children: [],
    text: '',
    parent,
  }
}

/** All children of that name. */
export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? []

/** The first element down a path of names (`Party/PostalAddress/CityName`). */
export function find(element: XmlElement | undefined, path: string): XmlElement | undefined {
  let current = element
  for (const name of path.split('/')) current = current?.children.find((child) => child.name === name)
  return current
}

/** All elements down a path of names. */
export const findAll = (element: XmlElement | undefined, path: string): XmlElement[] =>
  path
    .split('/')
    .reduce<XmlElement[]>(
      (found, name) => found.flatMap((one) => childrenOf(one, name)),
      element ? [element] : [],
    )

/** Where it stands, as XPath with the prefixes of the file; a place among equals is counted from 1. */
export function pathOf(element: XmlElement): string {
  const equals = childrenOf(element.parent ?? undefined, element.name)
  const place = equals.length > 1 ? `[${equals.indexOf(element) + 1}]` : ''
  return `${element.parent ? pathOf(element.parent) : ''}/${element.prefixed}${place}`
}
