// Periods of time in words, such as "three (3) months" or "vier Wochen", as ISO 8601 durations.
import { plain } from '../../page/sheet.ts'

/** Words of eight languages for each number; inflected forms are listed where they occur with periods. */
const numbers: readonly (readonly [number, string])[] = [
  [1, 'one einem einer einen eines ein eine un une uno una jednego jeden um uma een één'],
  [2, 'two zwei deux dos due twee dois duas dwa dwóch dwoch'],
  [3, 'three drei trois tres tre drie três trzy trzech'],
  [4, 'four vier quatre cuatro quattro quatro cztery czterech'],
  [5, 'five fünf cinq cinco cinque vijf pięć pięciu'],
  [6, 'six sechs seis sei zes sześć sześciu'],
  [7, 'seven sieben sept siete sette zeven sete siedem siedmiu'],
  [8, 'eight acht huit ocho otto oito osiem ośmiu'],
  [9, 'nine neun neuf nueve nove negen dziewięć'],
  [10, 'ten zehn dix diez dieci tien dez dziesięć dziesięciu'],
  [12, 'twelve zwölf douze doce dodici twaalf doze dwanaście dwunastu'],
  [14, 'fourteen vierzehn quatorze catorce quattordici veertien czternaście czternastu'],
  [15, 'fifteen fünfzehn quinze quince quindici vijftien piętnaście'],
  [18, 'eighteen achtzehn'],
  [24, 'twenty-four vierundzwanzig'],
  [30, 'thirty dreißig dreissig trente treinta trenta dertig trinta trzydzieści trzydziestu'],
  [36, 'thirty-six sechsunddreißig'],
  [60, 'sixty sechzig soixante sesenta sessanta zestig sessenta sześćdziesiąt'],
  [90, 'ninety neunzig quatre-vingt-dix noventa novanta negentig dziewięćdziesiąt'],
]
const units: readonly (readonly ['D' | 'W' | 'M' | 'Y', string])[] = [
  ['D', 'days day tagen tage tag jours jour días dias día dia giorni giorno dagen dag dni dzień'],
  ['W', 'weeks week wochen woche semaines semaine semanas semana settimane settimana weken tygodni tygodnie'],
  [
    'M',
    'months month monaten monate monat mois meses mes mesi mese maanden maand mês miesięcy miesiące miesiąca miesiąc',
  ],
  [
    'Y',
    'years year jahren jahre jahr ans an années année años año anni anno jaar jaren anos ano lat lata roku rok',
  ],
]

const listed = (table: readonly (readonly [unknown, string])[]): string =>
  table
    .flatMap(([, words]) => words.split(' '))
    .sort((a, b) => b.length - a.length)
    .join('|')

/** Alternatives for regular expressions, longest first. */
export const numberWords = listed(numbers)
export const unitWords = listed(units)

/** `three (3) months` is `P3M`; null where it is no period. */
export function durationOf(text: string): string | null {
  const words = text
    .toLowerCase()
    .split(/[\s()]+/)
    .map((word) => word.replace(/['’]s?$|[,.]$/, ''))
  const count = words.map(countOf).find((one) => one !== null)
  const unit = words.map(unitOf).find((one) => one !== null)
  return count === undefined || unit === undefined ? null : `P${count}${unit}`
}

function countOf(word: string): number | null {
  if (/^\d{1,3}$/.test(word)) return Number(word)
  return numbers.find(([, words]) => words.split(' ').some((one) => plain(one) === plain(word)))?.[0] ?? null
}

function unitOf(word: string): string | null {
  return units.find(([, words]) => words.split(' ').some((one) => plain(one) === plain(word)))?.[0] ?? null
}
