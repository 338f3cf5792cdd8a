// What recipients are written, in their language. Plain text: the link is seen as it is.
import { isReplaced, isSettled } from '../../domain/envelope.ts'
import type { Letter } from '../../ports/mailer.ts'
import type { MailRow } from '../envelopes.store.ts'
import type { Opened, Person } from '../holdings.ts'
import { linkSecret } from '../people/particulars.ts'

export const mailKinds = [
  'invitation',
  'reminder',
  'code',
  'completed',
  'declined',
  'voided',
  'expired',
] as const
export type MailKind = (typeof mailKinds)[number]
/** Of no use once nobody is asked any more. */
export const askingKinds: readonly MailKind[] = ['invitation', 'reminder', 'code']

type Words = { subject: string; lines: string[] }
type Said = {
  title: string
  name: string
  link: string
  message: string | null
  until: string
  code: string
  reason: string
}

const en: Record<MailKind, (said: Said) => Words> = {
  invitation: ({ title, link, message, until }) => ({
    subject: `Please sign: ${title}`,
    lines: [
      `You are asked to look at “${title}” and to sign or approve it.`,
      ...(message ? ['', message] : []),
      '',
      'Open it here. The link is for you alone; do not pass it on:',
      link,
      '',
      `It is open until ${until}.`,
    ],
  }),
  reminder: ({ title, link, until }) => ({
    subject: `Reminder: ${title}`,
    lines: [`“${title}” still waits for you.`, '', link, '', `It is open until ${until}.`],
  }),
  code: ({ title, code }) => ({
    subject: `Your code for ${title}`,
    lines: [
      `Your code for “${title}”:`,
      '',
      code,
      '',
      'It is good for 10 minutes. If you did not ask for it, do nothing.',
    ],
  }),
  completed: ({ title, link }) => ({
    subject: `Completed: ${title}`,
    lines: [`Everybody has signed “${title}”. The sealed file is here:`, '', link],
  }),
  declined: ({ title, reason }) => ({
    subject: `Declined: ${title}`,
    lines: [`“${title}” was declined. Nobody else is asked to sign.`, ...(reason ? ['', reason] : [])],
  }),
  voided: ({ title, reason }) => ({
    subject: `Withdrawn: ${title}`,
    lines: [`“${title}” was withdrawn by its sender.`, ...(reason ? ['', reason] : [])],
  }),
  expired: ({ title }) => ({
    subject: `Expired: ${title}`,
    lines: [`The time to sign “${title}” is over.`],
  }),
}

const de: Record<MailKind, (said: Said) => Words> = {
  invitation: ({ title, link, message, until }) => ({
    subject: `Bitte unterschreiben: ${title}`,
    lines: [
      `Sie werden gebeten, „${title}“ anzusehen und zu unterschreiben oder freizugeben.`,
      ...(message ? ['', message] : []),
      '',
      'Hier öffnen. Der Link gilt nur für Sie; geben Sie ihn nicht weiter:',
      link,
      '',
      `Möglich bis ${until}.`,
    ],
  }),
  reminder: ({ title, link, until }) => ({
    subject: `Erinnerung: ${title}`,
    lines: [`„${title}“ wartet noch auf Sie.`, '', link, '', `Möglich bis ${until}.`],
  }),
  code: ({ title, code }) => ({
    subject: `Ihr Code für ${title}`,
    lines: [
      `Ihr Code für „${title}“:`,
      '',
      code,
      '',
      'Er gilt 10 Minuten. Haben Sie keinen angefordert, müssen Sie nichts tun.',
    ],
  }),
  completed: ({ title, link }) => ({
    subject: `Abgeschlossen: ${title}`,
    lines: [`Alle haben „${title}“ unterschrieben. Die gesiegelte Datei liegt hier:`, '', link],
  }),
  declined: ({ title, reason }) => ({
    subject: `Abgelehnt: ${title}`,
    lines: [`„${title}“ wurde abgelehnt. Niemand wird mehr gefragt.`, ...(reason ? ['', reason] : [])],
  }),
  voided: ({ title, reason }) => ({
    subject: `Zurückgezogen: ${title}`,
    lines: [`„${title}“ wurde vom Absender zurückgezogen.`, ...(reason ? ['', reason] : [])],
  }),
  expired: ({ title }) => ({
    subject: `Abgelaufen: ${title}`,
    lines: [`Die Frist für „${title}“ ist vorbei.`],
  }),
}

/** A letter written again, after a failure or a crash, is the same letter: Message-ID, link, words. */
export function letterOf(
  opened: Opened,
  { person, mail, code, base }: { person: Person; mail: MailRow; code: string | null; base: string },
): Letter {
  const { particulars, envelope, people } = opened
  const words = (person.said.language === 'de' ? de : en)[mail.kind as MailKind]
  const declined = people.find(({ row }) => row.state === 'declined')
  const { subject, lines } = words({
    title: particulars.title,
    name: person.said.name,
    link: `${base}/sign/${linkSecret(opened.key, person.row.id)}`,
    message: particulars.message,
    until: `${envelope.expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    code: code ?? '',
    reason: particulars.voidReason ?? declined?.said.reason ?? '',
  })
  const greeting =
    person.said.language === 'de' ? `Guten Tag ${person.said.name},` : `Dear ${person.said.name},`
  return {
    id: mail.id,
    to: { name: person.said.name, address: person.said.email },
    subject,
    text: [greeting, '', ...lines, ''].join('\n'),
  }
}

/** Letters that came too late are not sent: nobody is asked for what is over. */
export const isStale = ({ envelope }: Opened, { row }: Person, kind: string): boolean =>
  (askingKinds as readonly string[]).includes(kind) &&
  (isSettled(envelope.state) || row.actedAt !== null || isReplaced(row.state))
