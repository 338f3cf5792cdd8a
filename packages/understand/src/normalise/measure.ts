// Percentages and units of quantities, as e-invoices name them (UN/ECE Recommendation 20).
import { type AmountOptions, parseDecimal } from './amount.ts'

const units: Readonly<Record<string, string>> = {
  C62: 'stk stück st pcs pc piece pieces unit units ea each szt sztuk stuks stuk uds ud un pz pezzi unité unités pièce pièces u',
  HUR: 'std stunde stunden h hr hrs hour hours heure heures hora horas ora ore uur uren godz',
  DAY: 'tag tage day days jour jours día días giorno giorni dia dias dag dagen dzień dni',
  MON: 'monat monate month months mois mes meses mese mesi maand miesiąc',
  ANN: 'jahr jahre year years an ans année año anno ano jaar rok',
  KGM: 'kg kgs kilogramm kilogram',
  GRM: 'g gramm gram',
  LTR: 'l ltr liter litre litro',
  MTR: 'm meter metre metro mtr',
  MTK: 'm² m2 qm sqm',
  MTQ: 'm³ m3 cbm',
  KMT: 'km',
  KWH: 'kwh',
  SET: 'set satz sets',
  PR: 'paar pair pairs paire par',
  XBX: 'box boxes karton kartons kiste caja scatola caixa doos',
  XPK: 'pkg pack packung packs paket pak paquet',
  LS: 'psch pauschal pauschale flat lump forfait',
  P1: '%',
}
const codes = new Map(
  Object.entries(units).flatMap(([code, names]) => names.split(' ').map((name) => [name, code] as const)),
)

/** The UN/ECE code of a printed unit; null where it is not known. */
export function parseUnit(text: string): string | null {
  return codes.get(text.trim().toLowerCase().replace(/\.$/, '')) ?? null
}

/** `19 %` and `7,5%` as `19` and `7.5`; null without the sign. */
export function parsePercent(text: string, options: AmountOptions = {}): string | null {
  const match = /^(.{1,12}?) ?%$/.exec(text.trim())
  return match === null ? null : parseDecimal(match[1] ?? '', options)
}
