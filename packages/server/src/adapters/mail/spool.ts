// Letters as files (RFC 5322) in a folder, for development and for who hands them on by another program.
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { Problem } from '../../platform/problem.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { messageOf, type Sender } from './message.ts'

/** One file for each letter, `ID.eml`; a letter that is sent again replaces its file. */
export function spoolMailer({ folder, ...sender }: Sender & { folder: string }): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
  return {
    async send(letter) {
      const { message } = await transport.sendMail(messageOf(letter, sender))
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const path = join(folder, `${letter.id}.eml`)
        const file = await open(`${path}.part`, 'w', 0o600)
        try {
          await file.writeFile(message as Buffer)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(`${path}.part`, path)
      } catch (cause) {
        throw new Problem(
          'mail.unavailable',
          `A letter could not be written to ${folder}. Check that folder.`,
          {
            cause,
          },
        )
      }
    },
    close: async () => transport.close(),
  }
}
