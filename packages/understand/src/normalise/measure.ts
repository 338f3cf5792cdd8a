// Percentages and units of quantities, as e-invoices name them (UN/ECE Recommendation 20).
import { type AmountOptions, parseDecimal } from './amount.ts'

const units: Readonly<Record<string, string>> = {
  C62: 'stk stck stück stücke st pcs pc piece pieces unit units ea each szt sztuk stuks stuk uds ud un pz pezzi unité unités pièce pièces u',
  MIN: 'min mins minute minuten minutes minuto minutos minuti minuut',
  HUR: 'std stunde stunden h hr hrs hour hours heure heures hora horas ora ore uur uren godz',
  DAY: 'tag tage day days jour jours día días giorno giorni dia dias dag dagen dzień dni',
  WEE: 'woche wochen week weeks semaine semaines semana semanas settimana settimane weken tydzień',
  MON: 'monat monate month months mois mes meses mese mesi maand miesiąc',
  ANN: 'jahr jahre year years an ans année año anno ano jaar rok',
  KGM: 'kg kgs kilogramm kilogram',
  TNE: 't to tonne tonnen tonnes tonelada tonnellata',
  MGM: 'mg',
  LBR: 'lb lbs pound pounds',
  ONZ: 'oz ounce ounces',
  GRM: 'g gramm gram',
  LTR: 'l ltr liter litre litro',
  MLT: 'ml milliliter millilitre',
  CLT: 'cl',
  HLT: 'hl',
  GLL: 'gal gallon gallons',
  MMT: 'mm',
  CMT: 'cm',
  INH: 'inch inches zoll',
  FOT: 'ft foot feet',
  YRD: 'yd yard yards',
  MTR: 'm meter metre metres meters metro metros metri mtr lfm lfdm lfd.m lm',
  MTK: 'm² m2 qm sqm',
  MTQ: 'm³ m3 cbm',
  KMT: 'km',
  KWH: 'kwh',
  MWH: 'mwh',
  KWT: 'kw',
  SET: 'set satz sets',
  PR: 'paar pair pairs paire par',
  DZN: 'dozen dtzd dutzend douzaine docena dozzina dúzia dozijn tuzin',
  XRO: 'roll rolls rolle rollen rouleau rollo rotolo rolo rol rolka',
  XBO: 'bottle bottles flasche flaschen fl bouteille botella bottiglia garrafa fles butelka',
  XBG: 'bag bags beutel sack sac bolsa sacco saco zak worek',
  XPX: 'pallet pallets palette paletten pal palé bancale paleta',
  XCT: 'carton cartons ctn',
  XBX: 'box boxes karton kartons kiste caja scatola caixa doos',
  XPK: 'pkg pkt pck pack packung packungen packs paket pakete pak paquet vpe ve pacco pacote',
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

/** `19 %`, `7,5%` and Turkish `%18` as `19`, `7.5` and `18`; null without the sign. */
export function parsePercent(text: string, options: AmountOptions = {}): string | null {
  const match = /^(.{1,12}?) ?%$|^% ?(.{1,12})$/.exec(text.trim())
  return match === null ? null : parseDecimal(match[1] ?? match[2] ?? '', options)
}
