// What the engine needs from outside: networks that somebody loaded, by whatever runs them.
import type { TextMap } from './detect.ts'
import type { LineShape, Planes } from './preprocess.ts'
import type { Guess } from './recognise.ts'

/** The networks behind a reading engine. `detect` gives a map of the size it was given. */
export type Networks = {
  detect(page: Planes): Promise<TextMap>
  recogniser: Recogniser
  /** Another recogniser, of the usual line, that looks again at English; loaded when it is first asked for. */
  english?(): Promise<Recogniser>
  /** Another recogniser, loaded when it is first asked for; experimental. */
  chinese?(): Promise<Recogniser>
  close(): Promise<void>
}

/**
 * A recogniser of lines; `alphabet` has its characters by class, class 0 is "no character", `shape` is how it wants a
 * line. Of one that is `alone` nobody else looks at what it was unsure of or cannot write.
 */
export type Recogniser = {
  recognise(line: Planes): Promise<Guess>
  alphabet: readonly string[]
  shape: LineShape
  alone: boolean
}
