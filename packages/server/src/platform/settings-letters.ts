// Settings of envelopes and the letters that recipients get.
import { Type } from 'typebox'

export const letterSettings = {
  smtpUrl: Type.String({
    default: '',
    description:
      'Mail server that letters to recipients go through, smtps://user:password@mail.example.com. Empty: they are written to files.',
  }),
  mailFolder: Type.String({
    default: '',
    description:
      'Folder that letters are written to where there is no mail server. Empty: mail in the data folder.',
  }),
  mailFrom: Type.String({
    default: 'Countersign <no-reply@localhost>',
    maxLength: 200,
    description: 'Sender of letters to recipients.',
  }),
  envelopesAtOnce: Type.Integer({
    default: 4,
    minimum: 1,
    maximum: 64,
    description: 'Envelopes that a worker process moves on at a time.',
  }),
}
