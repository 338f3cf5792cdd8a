// Which languages can be read here, without loading a network.
import { fileURLToPath } from 'node:url'
import { hasLetters } from './language-letters.ts'
import { missingLanguage, packsOf } from './language-packs.ts'
import { readRecogniserFile } from './network/recogniser-file.ts'
import type { ReadError } from './read-error.ts'
import { hasPack } from './tesseract-node.ts'

/** Ours: all Latin letters in one network (decision 0028). */
export const latinFile: string = fileURLToPath(new URL('../models/latin.onnx', import.meta.url))

/**
 * What to say of the first of some languages (ISO 639-1) that cannot be read; undefined where all can. `recogniser` is
 * the path of an ONNX file that reads all lines instead of ours; it is opened once.
 */
export function languagesHere(recogniser?: string): (languages: readonly string[]) => ReadError | undefined {
  let alphabet: readonly string[] | undefined
  return (languages) =>
    missingLanguage(languages, (language) => {
      alphabet ??= readRecogniserFile(recogniser ?? latinFile).alphabet
      return hasLetters(alphabet, language) || packsOf[language]?.some(hasPack) === true
    })
}
