// What people agree to before they sign. A change of words is a new version; what somebody agreed to is kept word by word.
import type { ConsentFact } from '@countersign/contract/envelope-facts'
import { consentSha256 } from '../../domain/proofs/consent.ts'

export type Language = 'en' | 'de'

const version = '1'

const texts: Record<Language, string> = {
  en: 'I agree to receive these documents and to sign or approve them electronically. I have been able to read them. I know that I may decline, and that I may ask the sender for paper instead. When and how I act is recorded as evidence: time, network address, browser, and what I was shown.',
  de: 'Ich bin einverstanden, diese Dokumente elektronisch zu erhalten und elektronisch zu unterschreiben oder freizugeben. Ich konnte sie lesen. Mir ist bekannt, dass ich ablehnen und den Absender um Papier bitten kann. Wann und wie ich handle, wird als Nachweis festgehalten: Zeit, Netzadresse, Browser und was mir gezeigt wurde.',
}

export const consentText = (language: Language): string => texts[language]

export const consentHash = (language: Language): string =>
  consentSha256({ version, language, text: texts[language] })

export const consentAt = (language: Language, at: Date): ConsentFact => ({
  version,
  language,
  sha256: consentHash(language),
  text: texts[language],
  at: at.toISOString(),
})
