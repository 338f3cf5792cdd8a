// Business identifier codes of banks (ISO 9362).

/** ISO 3166-1 codes of countries whose banks have IBANs or are often printed beside them. */
const countries = new Set(
  `AD AE AT AU BE BG BH BR CA CH CN CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IL IN IS IT JP KW LI LT LU LV MC MT MY
   NL NO NZ PL PT QA RO RS RU SA SE SG SI SK SM TR UA US VA ZA`.split(/\s+/),
)

/** Eight or eleven signs: bank, country, place, branch; null for anything else. */
export function parseBic(text: string): { value: string; country: string } | null {
  if (text.length > 30) return null
  const value = text.replace(/\s/g, '').toUpperCase()
  const match = /^[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.exec(value)
  const country = match?.[1]
  return country !== undefined && countries.has(country) ? { value, country } : null
}
