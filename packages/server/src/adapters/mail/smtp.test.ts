import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { mailerContract } from '../../ports/mailer.contract.ts'
import { smtpMailer } from './smtp.ts'

type Test = { after(hook: () => Promise<void>): void }

/** As much of RFC 5321 as it takes to take a letter. */
async function mailServer(t: Test, refuses = false) {
  const letters: string[] = []
  const server = createServer((socket) => {
    let [text, inData] = ['', false]
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 test')
    socket.on('error', () => undefined)
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
      for (;;) {
        const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const line = text.slice(0, end)
        text = text.slice(end + (inData ? 5 : 2))
        if (inData) letters.push(line)
        const begins = !inData && /^DATA/i.test(line)
        say(begins ? '354 go on' : refuses && /^RCPT/i.test(line) ? '550 no such mailbox' : '250 ok')
        inData = begins
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sender = { from: 'Countersign <sign@example.com>', host: 'sign.example.com' }
  const mailer = smtpMailer({ url: `smtp://127.0.0.1:${port}`, ...sender })
  t.after(async () => {
    await mailer.close()
    server.close()
  })
  return { mailer, arrived: async () => letters }
}

mailerContract('SMTP', (t) => mailServer(t))

test('a mail server that takes no letter, or is not there, is an outage of its own', async (t) => {
  const letter = { id: 'eml_1', to: { name: 'A', address: 'a@example.com' }, subject: 'S', text: 'T' }
  const { mailer } = await mailServer(t, true)
  await assert.rejects(mailer.send(letter), { code: 'mail.unavailable' })
  const nobody = smtpMailer({ url: 'smtp://127.0.0.1:9', from: 'a@example.com', host: 'x' })
  await assert.rejects(nobody.send(letter), { code: 'mail.unavailable' })
  await nobody.close()
})
