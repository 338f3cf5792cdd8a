// Real pages with truth, from the folder that --data names: every engine gets the same pictures, PDFs at 200 dpi.
import { readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { encodePng } from '@countersign/fixtures/degrade'
import { readTextLayer, renderPages } from '@countersign/fixtures/raster'
import type { Corners } from '@countersign/fixtures/reading/degradations'
import { readingLanguages } from '@countersign/fixtures/reading/phrases'
import { itemsOf, type Item as LineItem, printedItems } from './line-items.ts'
import type { TestPage } from './test-page.ts'

type Item = {
  file: string
  language?: string
  ground_truth?: string
  ground_truth_text?: string
  derived_from?: string
  fields?: Record<string, unknown>
  photo?: unknown
}
type Truth = Pick<TestPage, 'printed' | 'values' | 'complete'>

const groups = ['receipts', 'forms', 'scans', 'photos', 'invoices'] as const
const pictures: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.tif': 'image/tiff',
}

/** The pages of `data` with any truth; `step` takes every so many of them only. Pictures made of PDFs go to `folder`. */
export async function realPages(data: string, folder: string, step: number): Promise<TestPage[]> {
  const pages: TestPage[] = []
  for (const group of groups) {
    const manifest = JSON.parse(await readFile(join(data, group, 'manifest.json'), 'utf8')) as {
      items: Item[]
    }
    const known = manifest.items.filter(
      ({ file, language }) =>
        canBeRead(file) && (!language || (readingLanguages as string[]).includes(language)),
    )
    const found: TestPage[] = []
    for (const item of known) {
      const page = await pageOf(join(data, group), item, { group, folder })
      if (page) found.push(page)
    }
    pages.push(...found.filter((_, at) => at % step === 0))
  }
  return pages
}

const canBeRead = (file: string): boolean =>
  extname(file) === '.pdf' || extname(file).toLowerCase() in pictures

async function pageOf(
  home: string,
  item: Item,
  { group, folder }: { group: string; folder: string },
): Promise<TestPage | null> {
  const truth = await truthOf(home, item)
  const layered = extname(item.file) === '.pdf' && truth?.complete === true
  const corners = item.fields?.['corners_tl_tr_br_bl_normalised'] as Corners | undefined
  if (truth === null && !corners) return null
  const picture = await pictureOf(join(home, item.file), join(folder, `${group}-${item.file}.png`))
  // Labels and texts of files with several pages do not say where one ends; a text layer does.
  if (picture === null || (picture.pages > 1 && !layered)) return null
  const real = item.file.includes('.scan.')
    ? 'invoice scans'
    : item.file.includes('.persp.')
      ? 'invoice photos'
      : group
  return {
    id: `${group}/${item.file}`,
    rows: truth ? [`real ${real}`] : [],
    language: item.language ?? 'en',
    path: picture.path,
    contentType: picture.contentType,
    ...(truth ?? { printed: [], values: [], complete: false }),
    ...(corners && { corners, marked: !item.derived_from }),
    real: true,
    cells: [],
    items: printedItems(await itemsBeside(home, item), truth?.printed ?? []),
  }
}

/** The first page. */
async function pictureOf(
  file: string,
  target: string,
): Promise<{ path: string; contentType: string; pages: number } | null> {
  const contentType = pictures[extname(file).toLowerCase()]
  if (contentType) return { path: file, contentType, pages: 1 }
  const rendered = await renderPages(new Uint8Array(await readFile(file)), 200)
  const [pixels] = rendered
  if (!pixels) return null
  await writeFile(target, await encodePng(pixels))
  return { path: target, contentType: 'image/png', pages: rendered.length }
}

/** Text a file brings along, or the labels that people gave it, or the text layer of what it was made from. */
async function truthOf(home: string, item: Item): Promise<Truth | null> {
  const beside = item.ground_truth_text ?? item.ground_truth
  const isPdf = extname(item.file) === '.pdf'
  if (item.derived_from) {
    const source = join(home, item.derived_from.startsWith('invoices/') ? '..' : '.', item.derived_from)
    return layerOf(source)
  }
  if (beside?.endsWith('.txt')) return whole((await readFile(join(home, beside), 'utf8')).split('\n'))
  const layer = isPdf ? await layerOf(join(home, item.file)) : null
  const labels = beside ? labelled(JSON.parse(await readFile(join(home, beside), 'utf8'))) : null
  return layer ? { ...layer, values: labels?.values ?? [] } : labels
}

const whole = (lines: string[]): Truth => ({
  printed: lines.filter((line) => line.trim() !== ''),
  values: [],
  complete: true,
})

async function layerOf(file: string): Promise<Truth | null> {
  const [layer = ''] = await readTextLayer(new Uint8Array(await readFile(file)))
  return layer.trim().length > 100 ? whole(layer.split(/[\r\n\0]+/)) : null
}

/** Of invoices that were scanned or photographed from e-invoices. */
async function itemsBeside(home: string, { derived_from, ground_truth = '' }: Item): Promise<LineItem[]> {
  if (!derived_from || !ground_truth.endsWith('.json')) return []
  const { fields = {} } = JSON.parse(await readFile(join(home, ground_truth), 'utf8')) as Labelled
  return itemsOf(fields)
}

type Labelled = {
  fields?: Record<string, unknown>
  lines?: { text: string }[]
  annotations?: { text: string }[]
}

/** Lines of the whole page where there are any; labelled values alone are not the whole page. */
function labelled({ fields = {}, lines, annotations }: Labelled): Truth | null {
  const printed = (lines ?? annotations)?.map(({ text }) => text)
  const texts = Object.values(fields).filter((value) => typeof value === 'string')
  const values = texts.filter((value) => !['', 'selected', 'unselected'].includes(value))
  if (printed) return { printed, values: lines ? values : [], complete: true }
  return values.length > 0 ? { printed: values, values, complete: false } : null
}
