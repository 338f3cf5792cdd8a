// The options of `countersign read`, and what they ask for.
import { resolve } from 'node:path'

/** As Node's `parseArgs` takes them, each with its line of help. */
export type CommandOptions = Record<
  string,
  { type: 'string' | 'boolean'; value?: string; help: string; multiple?: boolean }
>

/** What can be made of a file that was read, and how the name of the result ends. */
export const endings = {
  text: '.txt',
  json: '.json',
  markdown: '.md',
  hocr: '.hocr',
  alto: '.alto.xml',
  pdf: '.searchable.pdf',
} as const
export type Format = keyof typeof endings

const formats = Object.keys(endings) as Format[]

/** The command as the table of commands names it. */
export const readCommand = {
  usage: 'read FILE…',
  help: 'Read files here, without a server: text, JSON, hOCR, ALTO or a searchable PDF',
  options: {
    text: { type: 'boolean', help: 'plain text in reading order, a form feed after each page; the default' },
    json: { type: 'boolean', help: 'everything found, a line of JSON per file' },
    markdown: { type: 'boolean', help: 'Markdown: headings, paragraphs, tables' },
    hocr: { type: 'boolean', help: 'hOCR: HTML with a box for each word' },
    alto: { type: 'boolean', help: 'ALTO XML' },
    pdf: { type: 'boolean', help: 'a searchable PDF/A that looks like the original' },
    out: {
      type: 'string',
      value: 'FILE|FOLDER',
      help: 'where the result goes; a folder for several files. Default: standard output',
    },
    languages: { type: 'string', value: 'de,en', help: 'languages of the files; found out when left out' },
    pages: { type: 'string', value: '1-3,7,9-', help: 'only these pages' },
    password: { type: 'string', value: 'WORD', help: 'opens encrypted PDFs' },
    'password-stdin': { type: 'boolean', help: 'take the password from the first line of standard input' },
    processes: { type: 'string', value: 'N', help: 'processes that read at a time; default: one per core' },
    model: {
      type: 'string',
      value: 'FILE.onnx',
      help: 'a recogniser of your own, which then reads all lines',
    },
  } satisfies CommandOptions as CommandOptions,
}

/** What is to be done; `-` among the files is standard input, `out` null is standard output. */
export type ReadOrder = {
  files: readonly string[]
  format: Format
  out: string | null
  languages: readonly string[]
  pages: ((number: number) => boolean) | null
  password: string | null
  passwordFromStdin: boolean
  processes: number | null
  model: string | null
}

type Values = Record<string, string | boolean | string[] | undefined>

/** Throws an Error whose message says what is wrong with the arguments. */
export function readOrder(files: readonly string[], values: Values): ReadOrder {
  if (files.length === 0) throw new Error('Name at least one file, or - for standard input.')
  if (new Set(files.map((file) => (file === '-' ? file : resolve(file)))).size < files.length)
    throw new Error('A file is named twice.')
  const asked = formats.filter((format) => values[format] === true)
  if (asked.length > 1) throw new Error(`Choose one of --${asked.join(' and --')}.`)
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : null)
  const passwordFromStdin = values['password-stdin'] === true
  if (passwordFromStdin && files.includes('-'))
    throw new Error('Standard input is the file already: give the password with --password.')
  return {
    files,
    format: asked[0] ?? 'text',
    out: text('out'),
    languages: languagesOf(text('languages')),
    pages: pagesOf(text('pages')),
    password: text('password'),
    passwordFromStdin,
    processes: processesOf(text('processes')),
    model: text('model'),
  }
}

function languagesOf(given: string | null): string[] {
  const codes = (given ?? '').toLowerCase().split(/[\s,+]+/).filter(Boolean) // biome-ignore format: one chain
  const strange = codes.find((code) => !/^[a-z]{2}$/.test(code))
  if (strange) throw new Error(`--languages takes two-letter codes such as de,en; "${strange}" is none.`)
  return codes
}

function processesOf(given: string | null): number | null {
  if (given === null) return null
  if (!/^[1-9]\d{0,2}$/.test(given)) throw new Error('--processes takes a number from 1 to 999.')
  return Number(given)
}

function pagesOf(given: string | null): ((number: number) => boolean) | null {
  if (given === null) return null
  const ranges = given.split(',').map((part) => {
    const [, from = '', dash, to = ''] = /^(\d{1,9})(?:(-)(\d{0,9}))?$/.exec(part.trim()) ?? []
    const first = Number(from)
    const last = dash ? Number(to || Infinity) : first
    if (first < 1 || last < first)
      throw new Error(`--pages takes numbers and ranges such as 1-3,7,9-; "${part.trim()}" is none.`)
    return [first, last] as const
  })
  return (number) => ranges.some(([first, last]) => number >= first && number <= last)
}
