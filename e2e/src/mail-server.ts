// A mail server that takes every letter and forgets none: as much of RFC 5321 as that needs.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export type Arrived = { messageId: string; to: string; subject: string; link: string | null }
export type MailServer = { url: string; letters: Arrived[]; close(): Promise<void> }

function letterFrom(raw: string): Arrived {
  const head = (name: string) => new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(raw)?.[1] ?? ''
  const text = raw.replace(/=\r\n/g, '').replaceAll('=3D', '=')
  return {
    messageId: head('Message-ID'),
    to: /<?([^\s<>]+@[^\s<>]+)>?$/.exec(head('To'))?.[1] ?? '',
    subject: head('Subject'),
    link: /(\/sign\/[\w-]{43})/.exec(text)?.[1] ?? null,
  }
}

function answer(socket: Socket, letters: Arrived[]): void {
  let [text, inData] = ['', false]
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('220 mail')
  // Whoever is killed while sending leaves without a word.
  socket.on('error', () => undefined)
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
    for (;;) {
      const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const line = text.slice(0, end)
      text = text.slice(end + (inData ? 5 : 2))
      if (inData) letters.push(letterFrom(line))
      const begins = !inData && /^DATA/i.test(line)
      say(begins ? '354 go on' : '250 ok')
      inData = begins
    }
  })
}

export async function startMailServer(): Promise<MailServer> {
  const letters: Arrived[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket.once('close', () => open.delete(socket)))
    answer(socket, letters)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letters,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
