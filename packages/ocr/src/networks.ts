// What the engine needs from outside: networks that somebody loaded, by whatever runs them.
import type { TextMap } from './detect.ts'
import type { Planes } from './preprocess.ts'
import type { Guess } from './recognise.ts'

/** The networks behind a reading engine. `detect` gives a map of the size it was given. */
export type Networks = {
  detect(page: Planes): Promise<TextMap>
  recognise(line: Planes): Promise<Guess>
  close(): Promise<void>
}
