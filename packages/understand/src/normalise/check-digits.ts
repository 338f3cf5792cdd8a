// Check digits that several numbers share: Luhn, weights modulo eleven, GS1, ISO 7064.

/** The digits of a number that is written in nothing else. */
export const digitsOf = (text: string): number[] => [...text].map(Number)

/** The sum of digits times weights; weights decide how many digits count. */
export const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0)

/** The last digit is that of Luhn (ISO/IEC 7812-1 annex B). */
export function luhn(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .reduce(
      (total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit),
      0,
    )
  return sum % 10 === 0
}

/** The last digit is that of GS1 (GLN, GTIN): weights 3 and 1 from the right. */
export function gs1(text: string): boolean {
  const sum = digitsOf(text)
    .reverse()
    .reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}

/** ISO 7064 MOD 11,10 over all but the last digit, which it must give. */
export function mod1110(text: string): boolean {
  let product = 10
  for (const digit of digitsOf(text.slice(0, -1))) {
    const sum = (digit + product) % 10 || 10
    product = (2 * sum) % 11
  }
  return (11 - product) % 10 === Number(text.at(-1))
}

/** Norwegian organisation number: nine digits, weights modulo eleven. */
export const norwegian = (text: string): boolean =>
  /^\d{9}$/.test(text) && (11 - (weighted(text, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(text[8])

/** Greek tax number: powers of two modulo eleven. */
export const greek = (text: string): boolean =>
  /^\d{9}$/.test(text) && (weighted(text, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === Number(text[8])

/** Belgian enterprise number: the last two digits complement the first eight to 97. */
export const belgian = (text: string): boolean =>
  /^\d{10}$/.test(text) && 97 - (Number(text.slice(0, 8)) % 97) === Number(text.slice(8))

/** Australian Business Number: the first digit less one, weights, modulo 89. */
export const australian = (text: string): boolean =>
  /^\d{11}$/.test(text) && (weighted(text, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0
