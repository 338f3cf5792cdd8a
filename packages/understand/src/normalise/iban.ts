// International bank account numbers (ISO 13616): length by country and the mod 97 check.

// Country and length, from the SWIFT IBAN registry.
const lengths = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
   FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21
   LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SE24 SI19 SK24 SM27 SO23
   ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
)

/** `value` has no spaces; `fault` is null for a valid number. */
export type Iban = { value: string; fault: 'country' | 'length' | 'checksum' | null }

/** Reads an IBAN with or without spaces; null where the text does not have the shape of one. */
export function parseIban(text: string): Iban | null {
  if (text.length > 60) return null
  const value = text.replace(/[\s.-]/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/.test(value)) return null
  const length = ibanLength(value.slice(0, 2))
  if (length === null) return { value, fault: 'country' }
  if (value.length !== length) return { value, fault: 'length' }
  return { value, fault: mod97(value.slice(4) + value.slice(0, 4)) === 1 ? null : 'checksum' }
}

/** Countries whose account numbers are figures alone. */
const figuresAlone =
  /^(?:AE|AT|BA|BE|CZ|DE|DK|EE|ES|FI|FO|GL|HR|HU|IL|IS|LT|ME|NO|PL|PT|RS|SE|SI|SK|TN|UA|VA|XK)$/
const mistaken: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  '|': '1',
  '!': '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
}

/**
 * An IBAN with letters that a recogniser took for figures; null where its check digits do not prove the figures that
 * look like them.
 */
export function mendIban(text: string): Iban | null {
  if (text.length > 60) return null
  const bare = text.replace(/[\s.-]/g, '').toUpperCase()
  const country = bare.slice(0, 2)
  const figures = (part: string) => [...part].map((sign) => mistaken[sign] ?? sign).join('')
  const account = bare.slice(4)
  const iban = parseIban(
    `${country}${figures(bare.slice(2, 4))}${figuresAlone.test(country) ? figures(account) : account}`,
  )
  return iban?.fault === null ? iban : null
}

/** How many characters an IBAN of this country has; null for a country without IBANs. */
export function ibanLength(country: string): number | null {
  return lengths.get(country) ?? null
}

/** Remainder by 97 of digits and letters (A = 10 … Z = 35), as ISO 7064 uses it. */
export function mod97(text: string): number {
  let rest = 0
  for (const sign of text) {
    const value = Number.parseInt(sign, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}
