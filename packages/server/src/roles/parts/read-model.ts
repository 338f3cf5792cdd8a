// The recogniser an installation brings along.
import { resolve } from 'node:path'
import { languagesHere } from '@countersign/ocr/languages-here'
import { readRecogniserFile } from '@countersign/ocr/network/recogniser-file'
import { Problem } from '../../platform/problem.ts'

/** Where it lies, undefined where there is none. Throws `config.invalid` for a file that is no recogniser. */
export function readModelOf({ readModel }: { readModel: string }): string | undefined {
  if (readModel === '') return undefined
  const path = resolve(readModel)
  try {
    readRecogniserFile(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Problem('config.invalid', `The setting COUNTERSIGN_READ_MODEL is of no use. ${why}`, { cause })
  }
  return path
}

/** What is wrong with asking for some languages; undefined where all can be read here. */
export function languageFaultOf(config: { readModel: string }) {
  const fault = languagesHere(readModelOf(config))
  return (languages: readonly string[]): string | undefined => fault(languages)?.message
}
