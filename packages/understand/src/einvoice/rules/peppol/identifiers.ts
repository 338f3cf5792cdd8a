// Numbers of registers that Peppol knows the form of (PEPPOL-COMMON-R), by the scheme that stands beside them.
import { australian, belgian, gs1, luhn, norwegian } from '../../../normalise/check-digits.ts'
import { pathOf, type XmlElement } from '../../xml.ts'
import type { Rule } from '../rule.ts'
import type { Terms } from '../terms.ts'

type Register = {
  id: string
  /** ISO 6523 or EAS. */
  scheme: string
  what: string
  holds: (number: string) => boolean
}

const like =
  (shape: RegExp) =>
  (number: string): boolean =>
    shape.test(number)

/** Codice fiscale: sixteen signs of a person, or eleven digits of a company. */
const codiceFiscale = like(/^(?:[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z0-9]{3}\d[A-Z]|\d{11})$/i)

const partitaIva = (number: string): boolean =>
  !/^IT/i.test(number) || (/^\d{11}$/.test(number.slice(2)) && luhn(number.slice(2)))

export const isSwedishNumber = (number: string): boolean => /^\d{10}$/.test(number) && luhn(number)

const registers: readonly Register[] = [
  { id: '040', scheme: '0088', what: 'GLN', holds: (one) => /^\d+$/.test(one) && gs1(one) },
  { id: '041', scheme: '0192', what: 'Norwegian organisation number', holds: norwegian },
  { id: '042', scheme: '0184', what: 'Danish CVR number', holds: like(/^(?:DK)?\d{8}$/) },
  { id: '043', scheme: '0208', what: 'Belgian enterprise number', holds: belgian },
  { id: '044', scheme: '0201', what: 'Italian IPA code', holds: like(/^[A-Z0-9]{6}$/i) },
  { id: '045', scheme: '0210', what: 'Italian tax code', holds: codiceFiscale },
  { id: '046', scheme: '9907', what: 'Italian tax code', holds: codiceFiscale },
  { id: '047', scheme: '0211', what: 'Italian VAT number', holds: partitaIva },
  { id: '049', scheme: '0007', what: 'Swedish organisation number', holds: isSwedishNumber },
  { id: '050', scheme: '0151', what: 'Australian Business Number', holds: australian },
  { id: '052', scheme: '0096', what: 'Danish P number', holds: like(/^\d{10}$/) },
  { id: '053', scheme: '0198', what: 'Danish SE number', holds: like(/^DK\d{8}$/) },
  { id: '054', scheme: '0106', what: 'Dutch KVK number', holds: like(/^\d{8}$/) },
  { id: '055', scheme: '0190', what: 'Dutch OIN', holds: like(/^\d{20}$/) },
  { id: '056-1', scheme: '9944', what: 'Dutch VAT number', holds: like(/^NL\d{9}B\d{2}$/) },
  { id: '057', scheme: '0217', what: 'number of a Dutch establishment', holds: like(/^\d{12}$/) },
]

/** Everything that may have a scheme. */
const numbersIn = ({ named }: Terms): XmlElement[] => [
  ...named('EndpointID'),
  ...named('CompanyID'),
  ...named('ID').filter(({ parent }) => parent?.name === 'PartyIdentification'),
]

const ofRegisters = registers.map(
  ({ id, scheme, what, holds }): Rule => ({
    id: `PEPPOL-COMMON-R${id}`,
    says: `The XML has a number that is no ${what}.`,
    broken: (terms) => {
      const wrong = numbersIn(terms).find(
        ({ attributes, text }) => attributes.get('schemeID') === scheme && !holds(text),
      )
      return wrong ? `"${wrong.text.slice(0, 40)}" at ${pathOf(wrong)}` : false
    },
  }),
)

const dutchVat: Rule = {
  id: 'PEPPOL-COMMON-R056-2',
  says: 'A Dutch VAT number is written NL123456789B12.',
  broken: ({ named }) =>
    named('CompanyID').some(
      ({ text, parent }) =>
        parent?.name === 'PartyTaxScheme' && text.startsWith('NL') && !/^NL\d{9}B\d{2}$/.test(text),
    ),
}

export const registerRules: readonly Rule[] = [...ofRegisters, dutchVat]
