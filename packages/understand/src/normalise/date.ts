// Printed dates to ISO 8601, without guessing which of two small numbers is the month.

export type DateOrder = 'dmy' | 'mdy'

/**
 * `iso` is the date; `ambiguous` is true where day and month could be swapped and nothing decided it (then day
 * comes first); `decides` is the order this date proves, if it does. `iso` is null for a date that does not exist
 * (31.02.2025).
 */
export type PrintedDate = { iso: string | null; ambiguous: boolean; decides: DateOrder | null }

/** Without accents. What means another month elsewhere (Croatian listopad) is left out. */
const monthNames = [
  'january jan januar jaenner janner januari janvier janv enero gennaio gen stycznia styczen janeiro genn tammikuuta tammikuu ledna leden januara ianuarie ocak sijecnja sausio jaanuar ian',
  'february feb februar februari fevrier fevr fev febrero febbraio lutego luty fevereiro febr helmikuuta helmikuu unora unor februara februarie subat veljace vasario veebruar',
  'march mar marz maerz mrz maart mrt mars marzo marca marzec marco mac marts maaliskuuta maaliskuu brezna brezen marcius martie mart ozujka kovo',
  'april apr avril avr abril aprile kwietnia kwiecien huhtikuuta huhtikuu dubna duben aprila aprilis aprilie nisan travnja balandzio aprill',
  'may mai mei mayo maggio mag maja maj maio toukokuuta toukokuu kvetna kveten majus mayis svibnja geguzes',
  'june jun juni juin junio giugno giu czerwca czerwiec junho kesakuuta kesakuu cervna cerven juna junius iunie haziran lipnja birzelio juuni iun',
  'july jul juli juillet juil julio luglio lug lipca lipiec julho julai heinakuuta heinakuu cervence cervenec jula julius iulie temmuz srpnja liepos juuli iul',
  'august aug augustus aout agosto ago sierpnia sierpien augusti ogos elokuuta elokuu srpna srpen augusta augusztus agustos kolovoza rugpjucio',
  'september sep sept septembre septiembre settembre set wrzesnia wrzesien setembro syyskuuta syyskuu zari septembra szeptember septembrie eylul rujna rugsejo szept',
  'october oct oktober okt octobre octubre ottobre ott pazdziernika pazdziernik outubro out lokakuuta lokakuu rijna rijen oktobra octombrie ekim spalio oktoober',
  'november nov novembre noviembre listopada listopad novembro marraskuuta marraskuu listopadu novembra noiembrie kasim studenoga studenog lapkricio noi',
  'december dec dezember dez decembre diciembre dicembre dic grudnia grudzien dezembro disember desember des joulukuuta joulukuu prosince prosinec decembra decembrie aralik prosinca gruodzio detsember',
]
const months = new Map(
  monthNames.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
)

const monthName = '\\p{L}{3,12}'
/** A date within a sentence, as the only group of a pattern with the flags `iu`; what it matches goes to `parseDate`. */
export const dateInText = `(\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./-] ?\\d{1,2}[./-] ?\\d{2,4}|\\d{1,2}(?:st|nd|rd|th|er|\\.)?(?: day of| de| of)? ${monthName}\\.?,?(?: de| del)? \\d{4}|${monthName} \\d{1,2}(?:st|nd|rd|th)?, ?\\d{4})`

/** With spaces behind the points, as Hungarians write it. */
const isoShape = /^(\d{4})[-/.] ?(\d{1,2})[-/.] ?(\d{1,2})$/
const numericShape = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?: ?r)?$/
/** As Danes and Norwegians write: 4/3-2025. */
const nordicShape = /^(\d{1,2})\/(\d{1,2})-(\d{4})$/
const weekShape = /^(\d{4})-?w(\d{2})-?([1-7])$/
const dayFirstShape =
  /^(\d{1,2})(?:st|nd|rd|th|er|\.)?[- /]?(?:of |de )?([a-z]{3,12})[.,]?[- /]?(\d{4}|\d{2})$/
const monthFirstShape = /^([a-z]{3,12})[.]?[- /]?(\d{1,2})(?:st|nd|rd|th)?[., /-] ?(\d{4}|\d{2})$/
/** As Hungarians and Lithuanians write: 2025. március 4., 2025 m. kovo 4 d. */
const yearFirstShape = /^(\d{4})[.,]?[- ](?:m\. )?([a-z]{3,12})\.?[- ](\d{1,2})(?: d)?$/
const hanShape = /^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日(?:\(.\)?)?$/

/**
 * Reads one date: `2025-03-04`, `04.03.2025`, `3/4/25`, `4 March 2025`, `4. März 2025`, `Mar 4, 2025`.
 * `order` decides dates like 03/04/2025. Null where the text is no date.
 */
export function parseDate(text: string, order: DateOrder | null = null): PrintedDate | null {
  const bare = fold(text)
  if (bare.length < 6 || bare.length > 30) return null
  const iso = isoShape.exec(bare) ?? hanShape.exec(bare)
  if (iso !== null) return certain(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const nordic = nordicShape.exec(bare)
  if (nordic !== null) return certain(Number(nordic[3]), Number(nordic[2]), Number(nordic[1]))
  const week = weekShape.exec(bare)
  if (week !== null) return dayOfWeek(Number(week[1]), Number(week[2]), Number(week[3]))
  const numeric = numericShape.exec(bare)
  if (numeric !== null) {
    const [, first, sign, second, year] = numeric
    const parts = { first: Number(first), second: Number(second), year: fullYear(year ?? '') }
    return sign === '.' ? certain(parts.year, parts.second, parts.first) : ordered(parts, order)
  }
  return named(bare)
}

const digits: Readonly<Record<string, string>> = { o: '0', O: '0', l: '1', I: '1', '|': '1', S: '5', B: '8' }
const misread = /^[\dOolI|]{1,2}[-/.,|][\dOolI|]{1,2}[-/.,|](?:[\dOolISB]{4}|[\dOolISB]{2})$/

/** What a recogniser made of a date in digits (`l2/O3.2018`), as it was printed; any other text as it is. */
export function mendDate(text: string): string {
  if (!misread.test(text) || /\d/.exec(text) === null) return text
  const [first = '', second = '', ...rest] = text.split(/(?<=[\dOolI])[-/.,|](?=[\dOolI])/)
  if (rest.length !== 1) return text
  const number = (part: string) => part.replace(/[OolI|SB]/g, (letter) => digits[letter] ?? letter)
  const sign = text.includes('/') ? '/' : text.includes('-') ? '-' : '.'
  return [first, second, rest[0] ?? ''].map(number).join(sign)
}

/** Days from one ISO date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** True for a date of the calendar written as YYYY-MM-DD. */
export function isIsoDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return match !== null && toIso(Number(match[1]), Number(match[2]), Number(match[3])) !== null
}

/** Words before a date that belong to it: the day of the week, and articles. */
const weekday =
  /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]? |^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|(?:segunda|terca|quarta|quinta|sexta)(?:-feira)?|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|poniedzialek|wtorek|sroda|czwartek|piatek|sobota|niedziela|mandag|tirsdag|onsdag|torsdag|fredag|lordag|sondag|mandag|tisdag)[,.]? /
/** Not the German "den": it tells the date of a letter, and is looked for. */
const article = /^(?:le|el|il) (?=\d)/
/** The time of ISO 8601; any other time beside a date tells when something was printed, and is the caller's to judge. */
const timeOfDay = /(?<=\d)t\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:z|[+-]\d{2}:?\d{2})?$/

function fold(text: string): string {
  return text
    .trim()
    .slice(0, 60)
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ıł]/g, (letter) => (letter === 'ı' ? 'i' : 'l'))
    .replace(/\s+/g, ' ')
    .replace(/[,;:.)]$/, '')
    .replace(/^\(/, '')
    .replace(weekday, '')
    .replace(article, '')
    .replace(timeOfDay, '')
    .replace(/(?<=\d)\.?[º°](?= |$)/, '')
    .replace(/ r$/, '')
    .replace(/ del? (?=\d{4}$)/, ' de ')
    .replace(/['’](?=\d{2}$)/, '')
    .replace(/(?<=\d) ?\/ ?(?=\d)/g, '/')
}

/** ISO 8601: the fourth of January is always in the first week. */
function dayOfWeek(year: number, week: number, day: number): PrintedDate | null {
  if (week < 1 || week > 53) return null
  const fourth = Date.UTC(year, 0, 4)
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 86_400_000
  const date = new Date(monday + ((week - 1) * 7 + day - 1) * 86_400_000)
  return certain(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
}

function named(bare: string): PrintedDate | null {
  const yearFirst = yearFirstShape.exec(bare)
  const ofYear = months.get(yearFirst?.[2] ?? '')
  if (yearFirst !== null && ofYear !== undefined)
    return certain(Number(yearFirst[1]), ofYear, Number(yearFirst[3]))
  const dayFirst = dayFirstShape.exec(
    bare
      .replace(/(?<=\d{4}) r$/, '')
      .replace(/([a-z.]) (?:de )?(?=\d{2,4}$)/, '$1-')
      .replace(/^(\d{1,2}\.?) /, '$1-'),
  )
  const monthFirst = dayFirst === null ? monthFirstShape.exec(bare) : null
  const month = months.get((dayFirst?.[2] ?? monthFirst?.[1]) || '')
  if (month === undefined) return null
  const day = Number(dayFirst?.[1] ?? monthFirst?.[2])
  return certain(fullYear(dayFirst?.[3] ?? monthFirst?.[3] ?? ''), month, day)
}

function ordered(
  parts: { first: number; second: number; year: number },
  order: DateOrder | null,
): PrintedDate {
  const { first, second, year } = parts
  const dayFirst = toIso(year, second, first)
  const monthFirst = toIso(year, first, second)
  if (dayFirst === null || monthFirst === null) {
    const decides = dayFirst !== null ? 'dmy' : monthFirst !== null ? 'mdy' : null
    return { iso: dayFirst ?? monthFirst, ambiguous: false, decides }
  }
  if (first === second) return { iso: dayFirst, ambiguous: false, decides: null }
  return { iso: order === 'mdy' ? monthFirst : dayFirst, ambiguous: order === null, decides: null }
}

function certain(year: number, month: number, day: number): PrintedDate {
  return { iso: toIso(year, month, day), ambiguous: false, decides: null }
}

function fullYear(text: string): number {
  const year = Number(text)
  if (text.length === 4) return year
  return year < 70 ? 2000 + year : 1900 + year
}

function toIso(year: number, month: number, day: number): string | null {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return null
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  if (day > days) return null
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
