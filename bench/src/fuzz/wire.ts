// One request as bytes on a socket of its own, and whatever comes back. Nothing is put right on the way.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What the client does once everything is sent: waits, hangs up at once, or only ends its own side. */
export type Manner = 'wait' | 'hangUp' | 'halfClose' | 'drip'
export type Message = { bytes: Uint8Array; manner: Manner }
export type Heard = {
  /** 0 where no answer came. */
  status: number
  headers: Map<string, string>
  body: string
  /** Of an answer that did not come. */
  why: 'closed' | 'late' | null
  ms: number
}

const pieceMs = 3

export async function say(port: number, message: Message, withinMs: number): Promise<Heard> {
  const began = performance.now()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const heard = listen(socket, message, withinMs)
  await write(socket, message)
  const answer = await heard.finally(() => socket.destroy())
  return { ...answer, ms: performance.now() - began }
}

async function write(socket: Socket, { bytes, manner }: Message): Promise<void> {
  if (manner === 'drip') {
    const step = Math.max(1, Math.ceil(bytes.length / 200))
    for (let at = 0; at < bytes.length && !socket.destroyed; at += step) {
      socket.write(bytes.subarray(at, at + step))
      await sleep(pieceMs)
    }
    return
  }
  const sent = new Promise<void>((resolve) => {
    socket.once('close', resolve)
    socket.write(bytes, () => resolve())
  })
  if (manner === 'wait') return
  await sent
  if (manner === 'hangUp') socket.resetAndDestroy()
  else socket.end()
}

type Answer = Omit<Heard, 'ms'>

function listen(socket: Socket, { bytes }: Message, withinMs: number): Promise<Answer> {
  const head = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === 'HEAD '
  let text = ''
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const nothing = (why: 'closed' | 'late'): Answer => ({ status: 0, headers: new Map(), body: '', why })
  const timer = setTimeout(() => resolve(nothing('late')), withinMs)
  socket.setEncoding('latin1')
  socket.on('data', (piece) => {
    text += String(piece)
    const answer = parse(text, { head, over: false })
    if (answer) resolve(answer)
  })
  socket.on('error', () => undefined)
  socket.on('close', () => resolve(parse(text, { head, over: true }) ?? nothing('closed')))
  return promise.finally(() => clearTimeout(timer))
}

/** Null until the answer is whole. A stream of events counts once its head is there. */
export function parse(text: string, { head, over }: { head: boolean; over: boolean }): Answer | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [line = '', ...rows] = text.slice(0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1] ?? 0)
  const rest = text.slice(end + 4)
  if (status >= 100 && status < 200) return parse(rest, { head, over })
  const headers = new Map(
    rows.map((row) => [row.split(':', 1)[0]?.toLowerCase() ?? '', row.slice(row.indexOf(':') + 1).trim()]),
  )
  const answer = (body: string): Answer => ({ status, headers, body, why: null })
  if (head || status === 204 || status === 304) return answer('')
  if (headers.get('content-type')?.includes('event-stream')) return answer('')
  if (headers.get('transfer-encoding') === 'chunked') {
    if (over || rest.endsWith('0\r\n\r\n')) return answer(unchunked(rest))
    return null
  }
  const length = Number(headers.get('content-length') ?? Number.NaN)
  if (rest.length >= length || over) return answer(rest.slice(0, Number.isNaN(length) ? undefined : length))
  return null
}

function unchunked(text: string): string {
  let body = ''
  for (let at = 0; ; ) {
    const end = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, end), 16)
    if (end < 0 || !(size > 0)) return body
    body += text.slice(end + 2, end + 2 + size)
    at = end + 2 + size + 2
  }
}
