import type { VerifierKey } from '@countersign/evidence/note'

/** Signs checkpoints of the log, and remembers the last one, where the owner of the database reaches neither. */
export interface LogSigner {
  /** Its name is the origin of the log. */
  readonly key: VerifierKey
  /** The signed note of a checkpoint's text. */
  sign(text: string): string
  /** Text of the newest checkpoint that was signed under this origin; null before the first. */
  last(): Promise<string | null>
  /** Remembers a signed note; on disk when this resolves. */
  keep(note: string): Promise<void>
}
