// A letter as nodemailer takes it: the same for every way it may go.
import type { Letter } from '../../ports/mailer.ts'

export type Sender = { from: string; host: string }

const oneLine = (text: string): string => text.replace(/[\r\n\0]+/g, ' ')

/** RFC 3834: what is written by a machine says so, and nobody's holiday notice answers it. */
export const messageOf = ({ id, to, subject, text }: Letter, { from, host }: Sender) => ({
  from,
  to: { name: oneLine(to.name), address: to.address },
  subject: oneLine(subject),
  text,
  messageId: `<${id}@${host}>`,
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
})
