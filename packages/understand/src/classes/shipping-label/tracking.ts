// Numbers of parcels, told by their shape and proved by their check digit.

export type Tracking = { number: string; kind: TrackingKind; valid: boolean }
export type TrackingKind = 'ups' | 's10' | 'sscc' | 'usps' | 'fedex' | 'dhl_express' | 'amazon' | 'dpd'

/** The digits of a number from left to right. */
const digitsOf = (text: string): number[] => [...text].map(Number)
const weightedSum = (digits: readonly number[], weights: readonly number[]): number =>
  digits.reduce((sum, digit, at) => sum + digit * (weights[at % weights.length] ?? 0), 0)

/** GS1 General Specifications 7.9: threes and ones from the right, to the next ten. */
export function gs1Valid(text: string): boolean {
  const digits = digitsOf(text)
  const check = digits.pop() ?? 0
  return (10 - (weightedSum(digits.reverse(), [3, 1]) % 10)) % 10 === check
}

/** UPU standard S10: eight digits with weights, to eleven. */
function s10Valid(text: string): boolean {
  const digits = digitsOf(text.slice(2, 11))
  const rest = 11 - (weightedSum(digits.slice(0, 8), [8, 6, 4, 2, 3, 5, 9, 7]) % 11)
  return (rest === 10 ? 0 : rest === 11 ? 5 : rest) === digits[8]
}

/** UPS: letters count as 2, 3, 4 … from A on, to ten; every second character counts twice. */
function upsValid(text: string): boolean {
  const values = [...text.slice(2)].map((sign) =>
    /\d/.test(sign) ? Number(sign) : (sign.charCodeAt(0) - 63) % 10,
  )
  const check = values.pop()
  return (10 - (weightedSum(values, [1, 2]) % 10)) % 10 === check
}

function fedexValid(text: string): boolean {
  const digits = digitsOf(text)
  return (weightedSum(digits.slice(0, 11), [3, 1, 7]) % 11) % 10 === digits[11]
}

/** FedEx Ground has fifteen digits, with the check digit of GS1. */
const fedexGroundValid = gs1Valid

/** ISO 7064 MOD 37,36, over the fourteen digits before it. */
function dpdValid(text: string): boolean {
  const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  let product = 36
  for (const sign of text.slice(0, 14)) {
    const sum = (product + signs.indexOf(sign)) % 36 || 36
    product = (sum * 2) % 37
  }
  return signs[(37 - product) % 36] === text[14]
}

type Shape = { kind: TrackingKind; shape: RegExp; valid: (text: string) => boolean }

const shapes: readonly Shape[] = [
  { kind: 'ups', shape: /^1Z[0-9A-Z]{16}$/, valid: upsValid },
  { kind: 's10', shape: /^[A-Z]{2}\d{9}[A-Z]{2}$/, valid: s10Valid },
  { kind: 'sscc', shape: /^\d{18}$/, valid: gs1Valid },
  { kind: 'usps', shape: /^9[1-5]\d{20}$/, valid: gs1Valid },
  { kind: 'amazon', shape: /^TBA\d{12}$/, valid: () => true },
  { kind: 'fedex', shape: /^\d{12}$/, valid: fedexValid },
  { kind: 'fedex', shape: /^\d{15}$/, valid: fedexGroundValid },
  { kind: 'dpd', shape: /^\d{14}[0-9A-Z]$/, valid: dpdValid },
  {
    kind: 'dhl_express',
    shape: /^\d{10}$/,
    valid: (text) => Number(text.slice(0, 9)) % 7 === Number(text[9]),
  },
]

/** What is printed or in a barcode, with or without spaces and application identifiers; null where it is no such number. */
export function parseTracking(text: string): Tracking | null {
  const bare = text
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/^\(00\)|^\]C1/, '')
  const withoutAi = /^00\d{18}$/.test(bare) ? bare.slice(2) : bare
  // A routing code in front of the number: 420 and the ZIP code.
  const parcel = /^%[0-9A-Z]{7}(\d{14})\d{6}$/.exec(text.trim())?.[1]
  if (parcel !== undefined) return { number: parcel, kind: 'dpd', valid: true }
  const number = /^420\d{5}(?:\d{4})?(9[1-5]\d{20})$/.exec(withoutAi)?.[1] ?? withoutAi
  const candidates = [number, unmistaken(number)]
  for (const candidate of candidates)
    for (const { kind, shape, valid } of shapes)
      if (shape.test(candidate) && valid(candidate)) return { number: candidate, kind, valid: true }
  const found = shapes.find(({ shape }) => shape.test(number))
  return found === undefined ? null : { number, kind: found.kind, valid: false }
}

/** Where only digits can stand, recognisers still see letters. */
function unmistaken(number: string): string {
  const digits = (text: string) =>
    text
      .replaceAll('O', '0')
      .replaceAll('I', '1')
      .replaceAll('L', '1')
      .replaceAll('S', '5')
      .replaceAll('B', '8')
  const s10 = /^([A-Z]{2})([0-9OILSB]{9})([A-Z]{2})$/.exec(number)
  if (s10 !== null) return `${s10[1]}${digits(s10[2] ?? '')}${s10[3]}`
  return number.startsWith('IZ') || number.startsWith('LZ') ? `1Z${number.slice(2)}` : number
}
