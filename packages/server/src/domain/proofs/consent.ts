// What names a text of consent: its version, its language and its words.
import { createHash } from 'node:crypto'
import type { ConsentFact } from '@countersign/contract/envelope-facts'

export const consentSha256 = ({
  version,
  language,
  text,
}: Pick<ConsentFact, 'version' | 'language' | 'text'>): string =>
  createHash('sha256').update(`${version}\n${language}\n${text}`).digest('hex')
