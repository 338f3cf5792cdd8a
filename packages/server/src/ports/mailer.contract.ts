import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Letter, Mailer } from './mailer.ts'

type Test = { after(hook: () => Promise<void>): void }
/** `arrived` gives every letter as it came, raw, a repeated one at least once. */
export type MailHouse = { mailer: Mailer; arrived(): Promise<string[]> }

const letter: Letter = {
  id: 'eml_01',
  to: { name: 'Żaneta "Z" Łoś', address: 'z@example.com' },
  subject: 'Grüße\r\nBcc: thief@example.com',
  text: `Dear Ms Łoś,\n\n${'a long line '.repeat(30)}\n.\nhttps://example.com/sign/abc_def-123\n`,
}

export function mailerContract(name: string, open: (t: Test) => Promise<MailHouse>): void {
  describe(`mailer ${name}`, () => {
    it('sends a letter with a Message-ID of its own, the same when it is sent again', async (t) => {
      const { mailer, arrived } = await open(t)
      await mailer.send(letter)
      await mailer.send(letter)
      await mailer.send({ ...letter, id: 'eml_02' })
      const ids = (await arrived()).map((raw) => /^message-id: (.*)$/im.exec(raw)?.[1])
      assert.deepEqual([...new Set(ids)], ['<eml_01@sign.example.com>', '<eml_02@sign.example.com>'])
    })

    it('lets nobody add headers or recipients by a name or a subject', async (t) => {
      const { mailer, arrived } = await open(t)
      await mailer.send(letter)
      const [raw = ''] = await arrived()
      const head = raw.slice(0, raw.search(/\r?\n\r?\n/))
      assert.doesNotMatch(head, /^bcc:/im)
      assert.match(head, /^to: .*<z@example\.com>/im)
    })
  })
}
