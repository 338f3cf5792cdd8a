// Whether somebody installed the decoder of HEIC pictures. Node only.
import { createRequire } from 'node:module'

/** True where `heic-decode` can be loaded; looked up anew each time, it is asked seldom. */
export function heicInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('heic-decode')
    return true
  } catch {
    return false
  }
}
