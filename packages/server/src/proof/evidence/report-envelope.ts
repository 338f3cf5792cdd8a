// The parts of a certificate of completion that are about an envelope: its files, and everyone who took part.
import type { EnvelopeFacts, RecipientFacts } from '@countersign/contract/envelope-facts'
import type { Block, Section } from '@countersign/pdf/report/report'
import type { Rows } from './report.ts'

export function envelopeSections(facts: EnvelopeFacts): { title: string; sections: Section[] } {
  const rows: Rows = [
    ['Envelope', facts.id],
    ['Title', facts.title],
    ['State', facts.state],
    ['Made by', `${facts.createdBy.kind} ${facts.createdBy.id}`],
    ['Made', facts.createdAt],
    ['Sent', facts.sentAt ?? 'never'],
    ['Completed', facts.completedAt ?? 'not yet'],
    ['Level of the signatures', `PAdES ${facts.level}`],
  ]
  return {
    title: facts.title,
    sections: [
      { heading: 'The envelope', blocks: [{ kind: 'rows', rows }] },
      ...facts.documents.map(fileSection),
      ...facts.recipients.map((recipient) => recipientSection(recipient)),
    ],
  }
}

function fileSection(file: EnvelopeFacts['documents'][number]): Section {
  const rows: Rows = [
    ['Document', file.documentId],
    ['Pages', String(file.pages)],
    ['Prepared from', `${file.source}, SHA-256 ${file.sourceSha256}`],
  ]
  const revisions: Block = {
    kind: 'table',
    columns: ['Revision', 'Kind', 'Time (UTC)', 'Bytes', 'SHA-256'],
    widths: [8, 9, 21, 9, 67],
    rows: file.revisions.map(({ number, kind, at, bytes, sha256 }) => [
      ...[String(number), kind, at, String(bytes), sha256],
    ]),
  }
  return { heading: `File: ${file.name}`, blocks: [{ kind: 'rows', rows }, revisions] }
}

const methods = {
  link: 'single-use link by e-mail',
  access_code: 'access code of the sender',
  email_code: 'one-time code by e-mail',
  totp: 'one-time code of an authenticator',
  passkey: 'passkey',
  sign_in: 'sign-in at an OpenID provider',
} as const

const methodNamed = (method: string): string => (methods as Record<string, string>)[method] ?? method

function recipientSection(recipient: RecipientFacts): Section {
  const { name, role, mark } = recipient
  return {
    heading: `${role.charAt(0).toUpperCase()}${role.slice(1)}: ${name}`,
    blocks: [
      { kind: 'rows', rows: identityRows(recipient) },
      { kind: 'rows', rows: actRows(recipient) },
      ...passkeyBlocks(recipient),
      ...consentBlocks(recipient),
      ...(mark?.picture
        ? [
            {
              kind: 'picture' as const,
              picture: new Uint8Array(Buffer.from(mark.picture, 'base64')),
              caption: `Signature of ${name}, ${mark.kind}, SHA-256 ${mark.sha256}`,
            },
          ]
        : []),
    ],
  }
}

function identityRows(recipient: RecipientFacts): Rows {
  const { identified } = recipient
  return [
    ['E-mail', recipient.email],
    ['Recipient', `${recipient.id}, step ${recipient.step}, ${recipient.state}`],
    ['Asked for', recipient.methods.map(methodNamed).join(', ')],
    [
      'Proven by',
      identified.map(({ method, at }) => `${methodNamed(method)} at ${at}`).join('; ') || 'nothing',
    ],
    ['IP address', recipient.ip ?? 'unknown'],
    ['Program', recipient.agent ?? 'unknown'],
  ]
}

/** Old statements have neither. */
function passkeyBlocks({ passkey, signIn }: Partial<RecipientFacts>): Block[] {
  const rows: Rows = [
    ...(signIn
      ? ([
          ['Signed in', `${signIn.email} at ${signIn.issuer}, there ${signIn.subject}, ${signIn.at}`],
        ] as const)
      : []),
    ...(passkey
      ? ([
          ['Passkey', `${passkey.credentialId}, made ${passkey.registeredAt} in ${passkey.registeredIn}`],
          ['Used at', `${passkey.origin}, ${passkey.at}`],
          ['Public key', passkey.publicKey],
          ['Nonce', passkey.nonce],
          ['Authenticator data', passkey.authenticatorData],
          ['Client data', passkey.clientData],
          ['Signature of it', passkey.signature],
        ] as const)
      : []),
  ]
  return rows.length > 0 ? [{ kind: 'rows', rows }] : []
}

function actRows({ sentAt, viewedAt, consent, actedAt, shown, shownSeconds, ...rest }: RecipientFacts): Rows {
  const pages = new Set(shown.map(({ documentId, page }) => `${documentId} ${page}`)).size
  const rows: (readonly [string, string | null | undefined])[] = [
    ['Sent', sentAt],
    ['Viewed', viewedAt],
    ['Consented', consent?.at],
    ['Signed', actedAt?.signed],
    ['Declined', actedAt?.declined],
    ['Handed on', actedAt?.delegated && `${actedAt.delegated} to ${rest.delegatedTo ?? 'somebody else'}`],
    ['Reason', rest.reason],
    [
      'Shown',
      pages > 0 ? `${pages} pages${shownSeconds === null ? '' : `, ${Math.round(shownSeconds)} s`}` : null,
    ],
    ['Signature', rest.mark && `${rest.mark.kind}${rest.mark.typed ? ` "${rest.mark.typed}"` : ''}`],
    ['Entered', rest.values.map(({ field, value }) => `${field}: ${value}`).join('; ') || null],
    ['Messages', rest.mails.map(({ kind, sentAt: at }) => `${kind} ${at}`).join('; ') || null],
  ]
  return rows.flatMap(([name, value]) => (value ? [[name, value] as const] : []))
}

function consentBlocks({ consent }: RecipientFacts): Block[] {
  if (!consent) return []
  const name = `Agreed to (version ${consent.version}, ${consent.language}, SHA-256 ${consent.sha256}):`
  return [{ kind: 'text', text: `${name}\n${consent.text}` }]
}
