// Telephone numbers as the whole world dials them. What was printed is always kept beside them.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** `e164` begins with a plus sign; `country` is null for numbers of no country (+800). */
export type Phone = { e164: string; country: string | null; national: string; extension: string | null }

const longest = 60

/**
 * Null for what cannot be dialled: too short, too long, or without a country where none is given. `country` (ISO 3166-1
 * alpha-2) is where a number without its country code is dialled.
 */
export function parsePhone(text: string, country: string | null = null): Phone | null {
  const printed = text
    .slice(0, longest)
    // +49 (0) 30 and 0049 30 are the same as +49 30.
    .replace(/^([^\d+]*)00(?=[1-9])/, '$1+')
    .replace(/(\+\d{1,3}[\s.-]*)\(0\)/, '$1')
  const home: CountryCode | undefined = country !== null && isSupportedCountry(country) ? country : undefined
  const found = parsePhoneNumberFromString(printed, { ...(home && { defaultCountry: home }), extract: true })
  if (!found?.isPossible()) return null
  return {
    e164: found.number,
    country: found.country ?? home ?? null,
    national: found.formatNational(),
    extension: found.ext ?? null,
  }
}
