// What stands below the tables: who was compared, and how errors are counted.
import type { Engine } from './engines.ts'

export const describeMethod = (engines: readonly Pick<Engine, 'name' | 'version'>[]): string[] => [
  `Engines: ${engines.map(({ name, version }) => `${name} (${version})`).join('; ')}. Each reads in two processes of one thread, is told the language of the page, and gets the same pictures; Tesseract gets them straightened, and that work is not charged to it.`,
  'Character errors: every printed line takes the most similar part of the reading, longest line first, and what is left over counts as invented; the order of blocks does not matter there, but does in "in order of reading". F1 of words: bags of words without case and outer punctuation. Quotation marks and dashes of different shapes are one.',
  'Real pages: receipts, forms, scans, photos and invoices with human labels, accompanying text, or the text layer of the PDF that a scan or photo was made from.',
]
