// Letters through a mail server (SMTP), by nodemailer.
import { createTransport } from 'nodemailer'
import { Problem } from '../../platform/problem.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { messageOf, type Sender } from './message.ts'

const timeoutMs = 20_000

/** `url` is smtp:// or smtps://, with user and password where the server wants them. */
export function smtpMailer({ url, ...sender }: Sender & { url: string }): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  })
  return {
    async send(letter) {
      try {
        await transport.sendMail(messageOf(letter, sender))
      } catch (cause) {
        throw new Problem(
          'mail.unavailable',
          'The mail server did not take a letter. Check COUNTERSIGN_SMTP_URL and that server; it is tried again.',
          { cause },
        )
      }
    },
    close: async () => transport.close(),
  }
}
