import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAddress } from './address.ts'
import { parseCountry } from './country.ts'
import { parseDate } from './date.ts'
import { parseIban } from './iban.ts'
import { parseUnit } from './measure.ts'
import { parseCompanyName, parsePersonName } from './party.ts'
import { parseVatId } from './vat-id.ts'

/** Each line: what is printed, a bar, what it means. */
const table = (lines: string): [printed: string, meant: string][] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [printed = '', meant = ''] = line.split('|').map((part) => part.trim())
      return [printed, meant]
    })

describe('dates', () => {
  const cases = table(`
    Tuesday, March 4, 2025 | 2025-03-04
    Dienstag, 4. März 2025 | 2025-03-04
    le 3 mars 2025 | 2025-03-03
    04MAR2025 | 2025-03-04
    5 Jun '25 | 2025-06-05
    2025-W10-2 | 2025-03-04
    2026-W01-1 | 2025-12-29
    2025-03-04T12:30:00Z | 2025-03-04
    1er janvier 2025 | 2025-01-01
    lundi 3 mars 2025 | 2025-03-03
    15 févr. 2025 | 2025-02-15
    12 de marzo del 2025 | 2025-03-12
    miércoles, 12 de marzo de 2025 | 2025-03-12
    1.º de abril de 2025 | 2025-04-01
    segunda-feira, 3 de março de 2025 | 2025-03-03
    lunedì 1° settembre 2025 | 2025-09-01
    maandag 3 mrt. 2025 | 2025-03-03
    poniedziałek, 12 stycznia 2025 r. | 2025-01-12
    12.01.2025 r. | 2025-01-12
    4. marts 2025 | 2025-03-04
    4/3-2025 | 2025-03-04
    4. desember 2025 | 2025-12-04
    4. maaliskuuta 2025 | 2025-03-04
    4. března 2025 | 2025-03-04
    2025. március 4. | 2025-03-04
    4 noiembrie 2025 | 2025-11-04
    4 Ağustos 2025 | 2025-08-04
    12 Mayıs 2025 | 2025-05-12
    2025 m. kovo 4 d. | 2025-03-04
    05 / 03 / 2025 | 2025-03-05
    29.02.2024 | 2024-02-29`)

  it('of many languages are read', () => {
    for (const [printed, meant] of cases) assert.equal(parseDate(printed)?.iso, meant, printed)
  })

  it('that do not exist, and numbers that are none, are not', () => {
    for (const text of [
      '31.02.2025',
      '29.02.2025',
      '2025-13-01',
      '2025-W54-1',
      '12 Foobar 2025',
      '12:30',
      '20250304',
    ])
      assert.equal(parseDate(text)?.iso ?? null, null, text)
  })

  it('are read in bounded time', () => {
    assert.equal(parseDate(`monday ${'1 '.repeat(50_000)}`), null)
  })
})

describe('companies', () => {
  const cases = table(`
    Muster GmbH u. Co. KG | Muster / GmbH & Co. KG
    Muster SE & Co. KGaA | Muster / SE & Co. KGaA
    Muster SE | Muster / SE
    Muster eG | Muster / eG
    Muster gGmbH | Muster / gGmbH
    Muster Sàrl | Muster / SARL
    SARL Dupont | Dupont / SARL
    Rossi S.r.l.s. | Rossi / S.r.l.s.
    Rossi S.a.s. | Rossi / S.a.s.
    Kowalski sp. z o. o. sp. k. | Kowalski / Sp. z o.o. sp. k.
    Novák, spol. s r.o. | Novák / s.r.o.
    Novák a.s. | Novák / a.s.
    Nagy Kft. | Nagy / Kft.
    Nagy Zrt. | Nagy / Zrt.
    Svensson AB (publ) | Svensson / AB
    Hansen A/S | Hansen / A/S
    Hansen ApS | Hansen / ApS
    Olsen ASA | Olsen / ASA
    Virtanen Oyj | Virtanen / Oyj
    Tamm OÜ | Tamm / OÜ
    Bērziņš SIA | Bērziņš / SIA
    UAB Jonaitis | Jonaitis / UAB
    Horvat d.o.o. | Horvat / d.o.o.
    Ivanov EOOD | Ivanov / EOOD
    Papadopoulos A.E. | Papadopoulos / A.E.
    Smith Pty Limited | Smith / Pty Ltd
    Tanaka Co., Ltd. | Tanaka / Co., Ltd.
    Yılmaz Ltd. Şti. | Yılmaz / Ltd. Şti.
    Pérez S.A. de C.V. | Pérez / S.A. de C.V.`)

  it('end in the legal forms of many countries', () => {
    for (const [printed, meant] of cases) {
      const { base, legalForm } = parseCompanyName(printed) ?? {}
      assert.equal(`${base} / ${legalForm}`, meant, printed)
    }
  })

  it('are not people, nor names that end like a form', () => {
    for (const text of ['Anna Schmidt', 'Restaurant Zur Post', 'Las Vegas', 'Casa Rosa se'])
      assert.equal(parseCompanyName(text), null, text)
  })
})

describe('people', () => {
  const cases = table(`
    Frau Dr. med. Eva Klein | Frau Dr. med. / Eva / Klein
    Mag. Eva Berger | Mag. / Eva / Berger
    Dipl.-Ing. Karl Huber | Dipl.-Ing. / Karl / Huber
    Jan van der Berg | null / Jan / van der Berg
    João da Silva | null / João / da Silva
    John F. Kennedy Jr. | null / John F. / Kennedy Jr.
    Martin Luther King III | null / Martin Luther / King III`)

  it('have titles, particles and generations', () => {
    for (const [printed, meant] of cases) {
      const { title = null, given, family } = parsePersonName(printed) ?? {}
      assert.equal(`${title} / ${given} / ${family}`, meant, printed)
    }
  })
})

describe('addresses of many countries', () => {
  const cases = table(`
    Hauptstr. 5a, D-10115 Berlin | Hauptstr./5a/10115/Berlin//DE
    12, rue de la Paix, 75002 Paris Cedex 02, France | rue de la Paix/12/75002/Paris Cedex 02//FR
    10 Downing Street, London, SW1A 2AA, United Kingdom | Downing Street/10/SW1A 2AA/London//GB
    1600 Pennsylvania Ave NW, Washington, DC 20500 | Pennsylvania Ave NW/1600/20500/Washington/DC/US
    123 Main St Suite 400, Springfield, IL 62701-1234 | Main St Suite 400/123/62701-1234/Springfield/IL/US
    Via Roma, 12 - 00184 Roma (RM) | Via Roma/12/00184/Roma/RM/IT
    Via Roma 12, 00184 Roma RM, Italia | Via Roma/12/00184/Roma/RM/IT
    Calle Mayor, 5, 28013 Madrid, España | Calle Mayor/5/28013/Madrid//ES
    Rua Augusta 100, 1100-053 Lisboa | Rua Augusta/100/1100-053/Lisboa//PT
    Drottninggatan 10, 111 51 Stockholm, Sverige | Drottninggatan/10/111 51/Stockholm//SE
    Bahnhofstrasse 1, CH-8001 Zürich | Bahnhofstrasse/1/8001/Zürich//CH
    Mariahilfer Straße 10/2/5, 1070 Wien, Österreich | Mariahilfer Straße/10/2/5/1070/Wien//AT
    Vesterbrogade 5, DK-1620 København V | Vesterbrogade/5/1620/København V//DK
    100 King St W, Toronto, ON M5X 1A9, Canada | King St W/100/M5X 1A9/Toronto/ON/CA
    1 George Street, Sydney NSW 2000, Australia | George Street/1/2000/Sydney/NSW/AU
    Postfach 12 34, 10115 Berlin, Germany | Postfach/12 34/10115/Berlin//DE`)

  it('come in their parts', () => {
    for (const [printed, meant] of cases) {
      const { street, number, postcode, town, region, country } = parseAddress(printed) ?? {}
      const parts = [street, number, postcode, town, region, country].map((part) => part ?? '')
      assert.equal(parts.join('/'), meant, printed)
    }
  })
})

describe('countries and units', () => {
  it('are known by their names in many languages', () => {
    const cases = table(`
      Bundesrepublik Deutschland | DE
      Griechenland | GR
      Türkiye | TR
      Magyarország | HU
      Hrvatska | HR
      Česká republika | CZ
      Suomi | FI
      États-Unis | US
      Stati Uniti | US
      UAE | AE
      New Zealand | NZ
      Holland | NL`)
    for (const [printed, meant] of cases) assert.equal(parseCountry(printed), meant, printed)
    for (const text of ['Anna', 'Street', 'ZZ', 'Soviet Union']) assert.equal(parseCountry(text), null, text)
  })

  it('are those of UN/ECE Recommendation 20', () => {
    const cases = table(`
      Std. | HUR
      Minuten | MIN
      Woche | WEE
      Tonne | TNE
      lbs | LBR
      lfm | MTR
      cm | CMT
      dozen | DZN
      Rolle | XRO
      Palette | XPX
      VPE | XPK`)
    for (const [printed, meant] of cases) assert.equal(parseUnit(printed), meant, printed)
  })
})

describe('numbers with check digits', () => {
  /** Made up; the check digits of each were confirmed by another program (stdnum). */
  const vatIds =
    'ATU71998038 BE1641812496 BG372427601 CY16887239Q CZ18762727 DE537541305 DK64463322 EE249047471 EL529499918 ESA7038755J FI46027014 FR51222792814 HR40311077815 HU94423543 IE8025053PA IT79262430360 LT768240418 LU90728014 LV41384655840 MT99264801 NL402921926B01 PL1247222620 PT672342367 RO5438123205 SE659205722501 SI98180193 SK4475718159 GB364601016 CHE705181651MWST NO811232866MVA'

  it('are VAT ids of all of the EU, Britain, Switzerland and Norway', () => {
    for (const id of vatIds.split(' ')) {
      assert.equal(parseVatId(id)?.fault, null, id)
      // Another digit in front of the last two is never right as well.
      const wrong = id.replace(/\d(?=\d\D*$)/, (digit) => String((Number(digit) + 1) % 10))
      if (!/^(?:NL|SE)/.test(id)) assert.notEqual(parseVatId(wrong)?.fault, null, wrong)
    }
    assert.equal(parseVatId('NO. 12345'), null)
  })

  it('are IBANs of all countries of the registry', () => {
    const accounts =
      'NI45BAPR00000013000003558124 MN121234123456789123 RU0304452522540817810538091310419 SO211000001001000100141 BI4210000100010000332045181 DJ2100010000000154000100186 FK88SC123456789012 OM810180000001299123456 YE15CBYE0001018861234567891234 HN88CABF00000000000250005469'
    for (const account of accounts.split(' ')) assert.equal(parseIban(account)?.fault, null, account)
  })
})
