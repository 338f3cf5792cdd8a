// What reading finds: pages of blocks of lines of words, with boxes and confidence.
import { type Static, Type } from 'typebox'

/** `[x, y, width, height]` as fractions (0 to 1) of the upright page, origin top left. */
export const Box = Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()], {
  description: '[x, y, width, height] as fractions of the upright page, origin top left',
})
export type Box = Static<typeof Box>

/** A point as fractions (0 to 1) of the picture it is on, origin top left. */
export const Point = Type.Tuple([Type.Number(), Type.Number()])
export type Point = Static<typeof Point>

/**
 * Where the upright page lies on its source page: top left, top right, bottom right and bottom left corner of the
 * upright page, in fractions of the source page as a viewer shows it (EXIF or /Rotate applied). Together with the
 * unit square it gives the projective map between the two. May leave 0 to 1 where the page was turned upright.
 */
export const Outline = Type.Tuple([Point, Point, Point, Point], {
  description:
    'corners of the upright page on its source page: top left, top right, bottom right, bottom left',
})
export type Outline = Static<typeof Outline>

/** The outline of a page that was neither turned nor cropped nor straightened. */
export const wholePage: Outline = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]

const Confidence = Type.Number({ minimum: 0, maximum: 1 })
const Language = Type.Union([Type.String(), Type.Null()], { description: 'ISO 639-1, null when unknown' })

/**
 * One word. `confidence` is 0 to 1 and calibrated: of words at 0.9 about nine in ten are right; text taken from a
 * PDF's own text layer has confidence 1. `handwritten` is left out for print.
 */
export const Word = Type.Object({
  text: Type.String(),
  confidence: Confidence,
  box: Box,
  handwritten: Type.Optional(Type.Boolean({ description: 'true where a hand wrote it; left out for print' })),
})
export type Word = Static<typeof Word>

export const Line = Type.Object({ box: Box, words: Type.Array(Word) })
export type Line = Static<typeof Line>

/** What a block is on its page. `margin`: text that runs up or down beside the others. */
export const blockKinds = ['text', 'heading', 'header', 'footer', 'page_number', 'table', 'margin'] as const
export const BlockKind = Type.Enum(blockKinds)
export type BlockKind = Static<typeof BlockKind>

/** Lines that belong together, in reading order. A block of kind `table` holds the lines of one table, row by row. */
export const Block = Type.Object({
  box: Box,
  kind: BlockKind,
  language: Language,
  lines: Type.Array(Line),
})
export type Block = Static<typeof Block>

/** One cell; `row` and `column` count from 0, spans are 1 where it covers nothing else. */
export const Cell = Type.Object({
  row: Type.Integer({ minimum: 0 }),
  column: Type.Integer({ minimum: 0 }),
  rowSpan: Type.Integer({ minimum: 1 }),
  columnSpan: Type.Integer({ minimum: 1 }),
  text: Type.String({ description: 'its words in reading order, lines parted by \\n' }),
  confidence: Confidence,
  box: Box,
})
export type Cell = Static<typeof Cell>

/** A table, ruled or not; the first `headerRows` rows name the columns. Cells row by row, empty ones left out. */
export const Table = Type.Object({
  box: Box,
  rows: Type.Integer({ minimum: 1 }),
  columns: Type.Integer({ minimum: 1 }),
  headerRows: Type.Integer({ minimum: 0 }),
  ruled: Type.Boolean({ description: 'whether lines are drawn between its cells' }),
  cells: Type.Array(Cell),
})
export type Table = Static<typeof Table>

const Part = Type.Object({ text: Type.String(), box: Box })

/** A label and what stands to it, as on forms: `Date of birth` and `1 May 1990`. */
export const Pair = Type.Object({ label: Part, value: Part, confidence: Confidence })
export type Pair = Static<typeof Pair>

/** A box to tick, with the text beside it. */
export const CheckBox = Type.Object({
  box: Box,
  checked: Type.Boolean(),
  confidence: Confidence,
  label: Type.Union([Type.String(), Type.Null()]),
})
export type CheckBox = Static<typeof CheckBox>

/** A place where somebody signs or has signed, or a stamp. `filled`: whether there is ink in it. */
export const Area = Type.Object({
  kind: Type.Enum(['signature', 'stamp']),
  box: Box,
  filled: Type.Boolean(),
  confidence: Confidence,
})
export type Area = Static<typeof Area>

/** A barcode or matrix code that was decoded; `format` as zxing names it in snake_case, for example `qr_code`. */
export const Code = Type.Object({ format: Type.String(), content: Type.String(), box: Box })
export type Code = Static<typeof Code>

/**
 * How well the source page can be read. `advice` is a sentence for the person who should scan again, null where the
 * page is good enough. Scales: 0 is worst and 1 best for `sharpness` and `contrast`; `glare` is the share of the page
 * that is burnt out; `dpi` is the resolution of the print, estimated where the file does not say.
 */
export const Quality = Type.Object({
  sharpness: Confidence,
  contrast: Confidence,
  glare: Confidence,
  dpi: Type.Integer({ minimum: 1 }),
  cutOff: Type.Array(Type.Enum(['left', 'top', 'right', 'bottom']), {
    description: 'edges of the picture that cut through print or the page',
  }),
  blank: Type.Boolean(),
  advice: Type.Union([Type.String(), Type.Null()]),
})
export type Quality = Static<typeof Quality>

/** What was done to the picture before it was read; what was not needed is left out. */
export const Preparation = Type.Object({
  step: Type.Enum(['shrink', 'crop', 'perspective', 'deskew', 'turn', 'contrast', 'despeckle', 'invert']),
  amount: Type.Optional(
    Type.Number({ description: 'degrees clockwise for deskew and turn, the scale for shrink' }),
  ),
})
export type Preparation = Static<typeof Preparation>

/**
 * One page as a person sees it: upright, blocks in reading order.
 * `width` and `height` are points (1/72 inch) of the upright page. `rotation` is what was turned, clockwise,
 * to make the source page upright, to the quarter turn; `outline` says it exactly. `source` says where the words come
 * from. `quality` is null for pages whose own text was taken.
 */
export const Page = Type.Object({
  number: Type.Integer({ minimum: 1, description: '1-based, over all source files of the document' }),
  width: Type.Number({ description: 'points (1/72 inch)' }),
  height: Type.Number({ description: 'points (1/72 inch)' }),
  rotation: Type.Enum([0, 90, 180, 270]),
  outline: Outline,
  source: Type.Enum(['text', 'ocr'], { description: "the PDF's own text, or recognised from pixels" }),
  language: Language,
  alphabetComplete: Type.Boolean({
    description: "false where the recogniser cannot write every letter of the page's language",
  }),
  confidence: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'mean word confidence; 1 for a blank page',
  }),
  blocks: Type.Array(Block),
  tables: Type.Array(Table),
  pairs: Type.Array(Pair),
  checkBoxes: Type.Array(CheckBox),
  areas: Type.Array(Area),
  codes: Type.Array(Code),
  quality: Type.Union([Quality, Type.Null()]),
  preparation: Type.Array(Preparation),
})
export type Page = Static<typeof Page>

/** A page on which nothing was found and to which nothing was done; spread it, and say what is different. */
export const blankPage = {
  rotation: 0,
  outline: wholePage,
  source: 'ocr',
  language: null,
  alphabetComplete: true,
  confidence: 1,
  blocks: [],
  tables: [],
  pairs: [],
  checkBoxes: [],
  areas: [],
  codes: [],
  quality: null,
  preparation: [],
} satisfies Omit<Page, 'number' | 'width' | 'height'>

/** What the pages of a document can be exported as, besides JSON. */
export const exportFormats = ['text', 'markdown', 'hocr', 'alto'] as const
export const ExportFormat = Type.Enum(exportFormats)
export type ExportFormat = Static<typeof ExportFormat>
