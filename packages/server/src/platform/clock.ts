// The only place that asks what time it is.
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

export const fixedClock =
  (iso: string): Clock =>
  () =>
    new Date(iso)

/** Milliseconds that never run backwards, for durations. */
export const monotonicMs = (): number => performance.now()
