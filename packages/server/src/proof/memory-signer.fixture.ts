import { signNote, verifierKey } from '@countersign/evidence/note'
import { newSigner } from '@countersign/evidence/testing'
import type { LogSigner } from '../ports/log-signer.ts'

/** Remembers what it signed as long as the test lives. */
export function memorySigner(origin: string): LogSigner {
  const signer = newSigner(origin)
  let last: string | null = null
  return {
    key: verifierKey(signer, 1),
    sign: (text) => signNote(text, signer),
    last: async () => last,
    keep: async (note) => {
      last = note.slice(0, note.lastIndexOf('\n\n') + 1)
    },
  }
}
