/** A message to one person. `id` names it: whoever gets it twice can tell by its Message-ID. */
export type Letter = { id: string; to: { name: string; address: string }; subject: string; text: string }

/** Hands letters over to a mail server. */
export interface Mailer {
  /** Resolves once the letter was taken; sending it again is harmless. Throws `mail.unavailable`. */
  send(letter: Letter): Promise<void>
  close(): Promise<void>
}
