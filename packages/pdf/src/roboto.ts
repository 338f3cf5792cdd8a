// The font of what is drawn here: Roboto (Apache-2.0), which has Latin, Greek and Cyrillic letters.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { unpackWoff } from './sign/woff.ts'

/** The TrueType file of a face, such as `Regular`. */
export const roboto = (face: 'Regular' | 'Bold' | 'LightItalic'): Uint8Array =>
  unpackWoff(
    readFileSync(createRequire(import.meta.url).resolve(`roboto-fontface/fonts/roboto/Roboto-${face}.woff`)),
  )
