// What reading finds: pages of blocks of lines of words, with boxes and confidence.
import { type Static, Type } from 'typebox'

/** `[x, y, width, height]` as fractions (0 to 1) of the upright page, origin top left. */
export const Box = Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()], {
  description: '[x, y, width, height] as fractions of the upright page, origin top left',
})
export type Box = Static<typeof Box>

/** One printed word. `confidence` is 0 to 1; text taken from a PDF's own text layer has confidence 1. */
export const Word = Type.Object({
  text: Type.String(),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  box: Box,
})
export type Word = Static<typeof Word>

export const Line = Type.Object({ box: Box, words: Type.Array(Word) })
export type Line = Static<typeof Line>

/** Lines that belong together, in reading order. */
export const Block = Type.Object({ box: Box, lines: Type.Array(Line) })
export type Block = Static<typeof Block>

/**
 * One page as a person sees it: upright, blocks in reading order.
 * `width` and `height` are points (1/72 inch) of the upright page. `rotation` is what was turned, clockwise,
 * to make the source page upright. `source` says where the words come from.
 */
export const Page = Type.Object({
  number: Type.Integer({ minimum: 1, description: '1-based, over all source files of the document' }),
  width: Type.Number({ description: 'points (1/72 inch)' }),
  height: Type.Number({ description: 'points (1/72 inch)' }),
  rotation: Type.Enum([0, 90, 180, 270]),
  source: Type.Enum(['text', 'ocr'], { description: "the PDF's own text, or recognised from pixels" }),
  language: Type.Union([Type.String(), Type.Null()], { description: 'ISO 639-1, null when unknown' }),
  alphabetComplete: Type.Boolean({
    description: "false where the recogniser cannot write every letter of the page's language",
  }),
  confidence: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'mean word confidence; 1 for a blank page',
  }),
  blocks: Type.Array(Block),
})
export type Page = Static<typeof Page>
