// Sends a large file so that a broken connection costs little: tus 1.0, asked how far it came, and on from there.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from '../server/client.ts'

export type Sending = {
  file: Blob
  /** The options of the upload, `name` among them. */
  options: Record<string, string>
  headers: Record<string, string>
  /** Sent in one request; proxies may have a limit of their own. */
  partBytes?: number
  pauseMs?: number
}

const version = { 'tus-resumable': '1.0.0' }
/** In a row, without one byte of progress: half a minute or so. */
const mostTries = 10
const longestPauseMs = 5000

/** A line that broke, another request that was quicker, a server that starts again: all of them pass. */
function passes(error: unknown): boolean {
  const { status } = error as { status?: number }
  return status === undefined || [408, 409, 429].includes(status) || status >= 500
}

const metadataOf = (options: Record<string, string>): string =>
  Object.entries(options)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',')

type Step = { offset: number; documentId: string | null }

const stepOf = ({ headers }: Response): Step => ({
  offset: Number(headers.get('upload-offset')),
  documentId: headers.get('countersign-document'),
})

const octets = { ...version, 'content-type': 'application/offset+octet-stream' }

/** The three requests of the protocol; there is an address once `open` was answered. */
function requestsOf(ask: Ask, { file, options, headers, partBytes = 32 << 20 }: Sending) {
  let path = ''
  return {
    isOpen: () => path !== '',
    async open(): Promise<Step> {
      const said = { 'upload-length': String(file.size), 'upload-metadata': metadataOf(options) }
      const opened = await ask('/v1/uploads', {
        method: 'POST',
        headers: { ...headers, ...version, ...said },
      })
      path = opened.headers.get('location') ?? ''
      return stepOf(opened)
    },
    async send(from: number): Promise<Step> {
      const body = file.slice(from, from + partBytes)
      const headers = { ...octets, 'upload-offset': String(from) }
      return stepOf(await ask(path, { method: 'PATCH', headers, body }))
    },
    look: async (): Promise<Step> => stepOf(await ask(path, { method: 'HEAD', headers: version })),
  }
}

/** Gives the id of the document. */
export async function sendResumably(ask: Ask, sending: Sending): Promise<string> {
  const { file, pauseMs = 250 } = sending
  const requests = requestsOf(ask, sending)
  let at = 0
  let sure = true
  for (let tries = 0; ; tries += 1) {
    try {
      const next = !requests.isOpen() ? requests.open() : sure ? requests.send(at) : requests.look()
      const { offset, documentId } = await next
      if (documentId !== null) return documentId
      if (offset > at) tries = 0
      at = offset
      sure = true
      if (at < file.size) continue
    } catch (error) {
      if (!passes(error) || tries >= mostTries) throw error
      sure = false
    }
    if (tries >= mostTries) throw new Error('The server has the whole file but made no document of it yet.')
    await sleep(Math.min(longestPauseMs, pauseMs * 2 ** tries))
  }
}
