// How sure a taught value is.

export type Grounds = {
  /** In how many decided documents of this layout the field was found. */
  lessons: number
  /** How far it is before the next candidate. */
  margin: number
  /** How surely its worst word was read. */
  reading: number
  /** How sure the general reading was of its value; null where it had none. */
  before: number | null
  agrees: boolean
}

export function sureness({ lessons, margin, reading, before, agrees }: Grounds): number {
  const seen = (Math.min(lessons, 5) + 0.2) / (Math.min(lessons, 5) + 0.5)
  const clear = 1 / (1 + Math.exp(-(margin - 1)))
  const alone = seen * clear
  const together = agrees ? 1 - (1 - alone) * (1 - (before ?? 0)) : alone * (before === null ? 1 : 0.97)
  return Math.round(1000 * Math.min(0.99, together) * reading) / 1000
}
