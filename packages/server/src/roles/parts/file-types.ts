// What kind of file this installation takes in, told by the first bytes.
import { heicInstalled } from '@countersign/ocr/heic-here'
import { sniff } from '@countersign/ocr/sniff'
import { Problem } from '../../platform/problem.ts'

/** Throws `document.unsupported_type` for a picture of a telephone where its decoder is not installed. */
export function typeHere(firstBytes: Uint8Array): string | undefined {
  const type = sniff(firstBytes)
  if (type !== 'image/heic' || heicInstalled()) return type
  throw new Problem(
    'document.unsupported_type',
    'HEIC pictures are read where the package heic-decode is installed beside Countersign: npm install heic-decode, then start it again. Or send the picture as JPEG.',
  )
}
