// Pictures and files of every kind that becomes a searchable PDF, made here, so that strangers' validators can judge what comes out.
import { type Box, blankPage, type Outline, type Page, wholePage } from '@countersign/contract/layout'
import { PDF } from '@libpdf/core'
import sharp, { type Sharp } from 'sharp'
import type { SearchableInput } from '../src/searchable.ts'
import { rawPdf, shown } from '../src/testing.ts'

/** `archival`: whether the result must be PDF/A-2u. */
export type Sample = { name: string; archival: boolean; input: SearchableInput }

const words: readonly [string, Box][] = [
  ['Rechnung', [0.1, 0.1, 0.3, 0.05]],
  ['Łódź', [0.45, 0.1, 0.2, 0.05]],
  ['1.234,56', [0.1, 0.3, 0.2, 0.03]],
  ['€', [0.32, 0.3, 0.03, 0.03]],
  ['請求書𝄞', [0.1, 0.6, 0.3, 0.08]],
]

function pageOf(change: Partial<Page> = {}): Page {
  const lines = [words.slice(0, 2), words.slice(2, 4), words.slice(4)].map((part) => ({
    box: [0.1, part[0]?.[1][1] ?? 0, 0.8, 0.05] as Box,
    words: part.map(([text, box]) => ({ text, box, confidence: 0.9 })),
  }))
  const blocks: Page['blocks'] = [{ box: [0.1, 0.1, 0.8, 0.6], kind: 'text', language: 'de', lines }]
  return { ...blankPage, number: 1, width: 420, height: 297, blocks, ...change }
}

const [width, height] = [840, 594]
const letters = words
  .map(
    ([text, [x, y, , h]]) =>
      `<text x="${x * width}" y="${(y + h) * height}" font-size="${h * height}">${text}</text>`,
  )
  .join('')
const svg = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fdfdf4"/>${letters}<circle cx="650" cy="400" r="90" fill="#c33"/></svg>`,
)
const drawing = () => sharp(svg).flatten({ background: '#fff' }).removeAlpha()

const leaning: Outline = [
  [0.11, 0.07],
  [0.93, 0.12],
  [0.88, 0.94],
  [0.06, 0.86],
]
const onItsSide: Outline = [
  [0, 1],
  [0, 0],
  [1, 0],
  [1, 1],
]

async function picture(name: string, made: Sharp, change: Partial<Page> = {}): Promise<Sample> {
  const { data, info } = await made.toBuffer({ resolveWithObject: true })
  const contentType = `image/${info.format}`
  return {
    name,
    archival: true,
    input: { kind: 'images', images: [{ bytes: data, contentType, page: pageOf(change) }] },
  }
}

/** Pictures: every format and depth, and pages that lie on them at an angle. */
async function pictures(): Promise<Sample[]> {
  const grey = () => drawing().toColourspace('b-w')
  const fax = { compression: 'ccittfax4', bitdepth: 1 } as const
  return Promise.all([
    picture('jpeg', drawing().jpeg()),
    picture('jpeg-progressive', drawing().jpeg({ progressive: true })),
    picture('jpeg-grey', grey().jpeg()),
    picture('jpeg-cmyk', drawing().toColourspace('cmyk').jpeg()),
    picture('jpeg-cmyk-profile', drawing().toColourspace('cmyk').withIccProfile('cmyk').jpeg()),
    picture('jpeg-profile', drawing().withIccProfile('p3').jpeg()),
    picture('jpeg-exif-6', drawing().withMetadata({ orientation: 6 }).jpeg(), { width: 297, height: 420 }),
    picture('photo', drawing().jpeg(), { outline: leaning }),
    picture('photo-on-its-side', drawing().jpeg(), {
      rotation: 90,
      outline: onItsSide,
      width: 297,
      height: 420,
    }),
    picture('png', drawing().png()),
    picture('png-alpha', sharp(svg).ensureAlpha(0.5).png()),
    picture('png-16-bit', drawing().toColourspace('rgb16').png()),
    picture('png-grey', grey().png()),
    picture('png-palette', drawing().png({ palette: true, colours: 16 })),
    picture('png-1-bit', grey().threshold(128).png({ palette: true, colours: 2 })),
    picture('png-interlaced', drawing().png({ progressive: true })),
    picture('png-profile', drawing().withIccProfile('srgb').png()),
    picture('tiff', drawing().tiff({ compression: 'lzw' })),
    picture('tiff-jpeg', drawing().tiff({ compression: 'jpeg' })),
    picture('tiff-fax', grey().threshold(128).tiff(fax)),
    picture(
      'tiff-1-bit',
      grey().threshold(128).tiff({ compression: 'deflate', bitdepth: 1, predictor: 'none' }),
    ),
    picture('webp', drawing().webp()),
    picture('gif', drawing().gif()),
    picture('no-words', drawing().jpeg(), { blocks: [] }),
  ])
}

async function scanned(pages: readonly Page[]): Promise<Uint8Array> {
  const pdf = PDF.create()
  const image = pdf.embedImage(new Uint8Array(await drawing().jpeg().toBuffer()))
  for (const page of pages) {
    const sheet = pdf.addPage({ width: page.width, height: page.height })
    sheet.drawImage(image, { x: 0, y: 0, width: page.width, height: page.height })
  }
  return pdf.save()
}

/** PDFs: scans, scans with a layer of text, with fonts of their own, encrypted. */
async function files(): Promise<Sample[]> {
  const page = pageOf()
  const pdf = (name: string, archival: boolean, input: Omit<SearchableInput & { kind: 'pdf' }, 'kind'>) => ({
    ...{ name, archival, input: { kind: 'pdf' as const, ...input } },
  })
  const scan = await scanned([page])
  const searchable = await PDF.load(scan)
  searchable.getPage(0)?.drawText('hidden', { x: 10, y: 10 })
  const locked = await PDF.load(scan)
  locked.setProtection({ userPassword: 'sesame', ownerPassword: 'owner' })
  const printed = rawPdf([{ content: shown('Printed', [30, 150, 20]) }, { content: '' }])
  return [
    pdf('scan', true, { bytes: scan, pages: [page] }),
    pdf('scan-two-pages', true, {
      bytes: await scanned([page, page]),
      pages: [page, { ...page, number: 2 }],
    }),
    pdf('scan-leaning', true, { bytes: scan, pages: [{ ...page, outline: leaning }] }),
    pdf('scan-on-its-side', true, {
      bytes: scan,
      pages: [{ ...page, rotation: 90, outline: onItsSide, width: 297, height: 420 }],
    }),
    pdf('scan-encrypted', true, { bytes: await locked.save(), password: 'sesame', pages: [page] }),
    pdf('scan-with-print', false, { bytes: await searchable.save(), pages: [page] }),
    pdf('mixed', false, {
      bytes: printed,
      pages: [pageOf({ source: 'text' }), pageOf({ number: 2, outline: wholePage })],
    }),
  ]
}

/** All of them. */
export const samples = async (): Promise<Sample[]> => [...(await pictures()), ...(await files())]
