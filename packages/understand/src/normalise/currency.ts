// Currencies as they are printed, and how many decimals each has (ISO 4217).

const withoutDecimals = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '))
const withThreeDecimals = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

/** Codes that are taken as a currency wherever they stand in capitals. Codes that are also words (ALL, TRY, TOP) are not here. */
const codes = new Set(
  `EUR USD GBP CHF JPY CNY SEK NOK DKK PLN CZK HUF RON BGN ISK CAD AUD NZD SGD HKD INR MYR THB IDR PHP VND KRW
   TWD ZAR BRL MXN CLP COP ARS ILS AED SAR QAR KWD BHD OMR JOD EGP MAD TND NGN KES UAH RUB TRY`.split(/\s+/),
)

const printed: Record<string, string> = {
  '€': 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  $: 'USD',
  us$: 'USD',
  usd$: 'USD',
  $us: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  c$: 'CAD',
  ca$: 'CAD',
  a$: 'AUD',
  au$: 'AUD',
  nz$: 'NZD',
  s$: 'SGD',
  hk$: 'HKD',
  nt$: 'TWD',
  r$: 'BRL',
  mx$: 'MXN',
  '£': 'GBP',
  sterling: 'GBP',
  '¥': 'JPY',
  '￥': 'JPY',
  円: 'JPY',
  yen: 'JPY',
  元: 'CNY',
  fr: 'CHF',
  sfr: 'CHF',
  franken: 'CHF',
  '₹': 'INR',
  rs: 'INR',
  rupees: 'INR',
  zł: 'PLN',
  kč: 'CZK',
  ft: 'HUF',
  rm: 'MYR',
  ringgit: 'MYR',
  rp: 'IDR',
  '฿': 'THB',
  '₩': 'KRW',
  '₫': 'VND',
  đ: 'VND',
  lei: 'RON',
  '₱': 'PHP',
  '₺': 'TRY',
  '₽': 'RUB',
  '₪': 'ILS',
  '₴': 'UAH',
}

/** Spellings that mean a currency only right beside an amount: elsewhere they are ordinary words or abbreviations. */
const besideAmountOnly = new Set(
  'fr sfr rs rp ft lei đ c$ a$ s$ 元 円 TRY BHD COP MAD RON ARS RUB'.split(' '),
)

/** Decimals of a currency by ISO 4217; 2 for one that is unknown or was not printed. */
export function minorDigits(currency: string | null): number {
  if (currency === null) return 2
  if (withoutDecimals.has(currency)) return 0
  return withThreeDecimals.has(currency) ? 3 : 2
}

/**
 * The ISO 4217 code meant by one printed word or symbol (`€`, `EUR`, `US$`, `Rs.`), or null.
 * With `alone`, spellings that mean a currency only beside an amount are refused.
 */
export function parseCurrency(text: string, options: { alone?: boolean } = {}): string | null {
  const bare = text
    .trim()
    .replace(/^[([:]+/, '')
    .replace(/[.:,;)\]]+$/, '')
  if (bare.length === 0 || bare.length > 8) return null
  const upper = bare.toUpperCase()
  const isCode = codes.has(upper) && (bare === upper || bare === upper[0] + bare.slice(1).toLowerCase())
  const key = isCode ? upper : bare.toLowerCase()
  if (options.alone === true && besideAmountOnly.has(key)) return null
  return isCode ? upper : (printed[key] ?? null)
}

const euro = 'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC MT NL PT SI SK SM'.split(' ')
const own: Readonly<Record<string, string>> = {
  GB: 'GBP',
  CH: 'CHF',
  LI: 'CHF',
  PL: 'PLN',
  CZ: 'CZK',
  HU: 'HUF',
  RO: 'RON',
  SE: 'SEK',
  DK: 'DKK',
  NO: 'NOK',
}

/** What is paid with in a European country, by its two letters of ISO 3166; null for others. */
export const currencyOfCountry = (country: string): string | null =>
  euro.includes(country) ? 'EUR' : (own[country] ?? null)
