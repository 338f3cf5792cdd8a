// What cases are made of, fetched from the running product and drawn by the fixtures.
import { degrade, encodeJpeg } from '@countersign/fixtures/degrade'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeLetter } from '@countersign/fixtures/letter'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { renderPages } from '@countersign/fixtures/raster'
import { makeScannedPdf } from '@countersign/fixtures/scan'
import sharp from 'sharp'
import type { Api } from '../api.ts'
import type { Material, Operation, Parameter, Schema } from './case.ts'

type Described = {
  parameters?: (Parameter & { $ref?: string })[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
}

export async function gatherMaterial(api: Api): Promise<Material> {
  const [operations, pdfs, images, ids] = await Promise.all([
    describe(api),
    makePdfs(),
    makeImages(),
    makeIds(api),
  ])
  return { operations, pdfs, images, ids }
}

async function describe(api: Api): Promise<Operation[]> {
  const { paths } = await api.get<{ paths: Record<string, Record<string, Described>> }>('/openapi.json')
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters: parameters.filter(({ $ref }) => $ref === undefined),
      body: requestBody?.content?.['application/json']?.schema ?? null,
    })),
  )
}

async function makePdfs(): Promise<Uint8Array[]> {
  const invoice = makeInvoice({ seed: 1, language: 'en', layout: 0, wording: 'usual' })
  return Promise.all([
    makeTextPdf(makeLetter({ seed: 2, language: 'en', pages: 1 })),
    makeTextPdf(invoice),
    makeTextPdf(makeLetter({ seed: 3, language: 'en', pages: 3 })),
    makeScannedPdf(makeLetter({ seed: 4, language: 'en', pages: 1 }), { seed: 4, dpi: 60 }),
  ])
}

/** Small, so that reading one takes tenths of a second. */
async function makeImages(): Promise<Uint8Array[]> {
  const [page] = await renderPages(await makeTextPdf(makeLetter({ seed: 5, language: 'en', pages: 1 })), 50)
  if (!page) throw new Error('the letter has no page')
  const jpeg = await encodeJpeg(await degrade(page, { seed: 5 }), { quality: 60, dpi: 50 })
  const image = () => sharp(jpeg).resize({ width: 300 })
  return Promise.all([
    image().jpeg().toBuffer(),
    image().jpeg({ progressive: true }).toBuffer(),
    image().png({ progressive: true }).toBuffer(),
    image().png().toBuffer(),
    image().webp().toBuffer(),
    image().tiff({ compression: 'lzw' }).toBuffer(),
    image().tiff({ compression: 'jpeg', tile: true, pyramid: true }).toBuffer(),
    image().gif().toBuffer(),
  ])
}

/** A few things to aim at. The key that asks is not among them. */
async function makeIds(api: Api): Promise<Material['ids']> {
  const { id: key } = await api.post<{ id: string }>('/v1/keys', { name: 'aim', scopes: ['documents:read'] })
  const document = async (bytes: Uint8Array) =>
    (await api.upload({ fileName: 'aim.pdf', contentType: 'application/pdf', bytes }, 'invoice')).id
  const [bytes] = await makePdfs()
  const documents = bytes ? [await document(bytes), await document(bytes), await document(bytes)] : []
  const endpoint = await api
    .post<{ id: string }>('/v1/webhook-endpoints', {
      url: 'https://receiver.invalid/hook',
      types: ['document.completed'],
    })
    .catch(() => null)
  return new Map([
    ['keys', [key]],
    ['documents', documents],
    ['webhook-endpoints', endpoint ? [endpoint.id] : []],
  ])
}
