// Form W-8BEN of the US Internal Revenue Service: taught by its labels.
import { field } from '../../labelled/labelled.ts'
import type { TaughtForm } from './taught.ts'

const below = { where: 'below' } as const
const beside = { where: 'beside' } as const

export const w8ben: TaughtForm = {
  name: 'W-8BEN',
  title: /w-?8\s?ben\b|certificate of foreign status of beneficial owner/i,
  fields: [
    field('name', 'Name of individual who is the beneficial owner', below),
    field('citizenship', 'Country of citizenship', below),
    field(
      'permanentStreet',
      'Permanent residence address (street, apt. or suite no., or rural route). Do not use a P.O. box or in-care-of address.',
      below,
    ),
    field('mailingStreet', 'Mailing address (if different from above)', below),
    field('permanentCity', 'City or town, state or province. Include postal code where appropriate.', below),
    field('permanentCountry', 'Country', below),
    field('ssn', 'U.S. taxpayer identification number (SSN or ITIN), if required (see instructions)', below),
    field(
      'foreignTaxId',
      'Foreign tax identifying number (see instructions)|Foreign tax identifying number',
      below,
    ),
    field('referenceNumber', 'Reference number(s) (see instructions)', below),
    field('dateOfBirth', 'Date of birth (MM-DD-YYYY) (see instructions)', below),
    field('treatyCountry', 'I certify that the beneficial owner is a resident of', beside),
    field(
      'treatyArticle',
      'Special rates and conditions (if applicable—see instructions): The beneficial owner is claiming the provisions of Article and paragraph|beneficial owner is claiming the provisions of Article and paragraph',
      beside,
    ),
    field('treatyRate', 'of the treaty identified on line 9 above to claim a', {
      ...beside,
      pattern: /^\d{1,2}(?:[.,]\d+)?\s?%?$/,
    }),
    field(
      'incomeType',
      '% rate of withholding on (specify type of income):|rate of withholding on (specify type of income)',
      beside,
    ),
    field(
      'conditions',
      'Explain the additional conditions in the Article and paragraph the beneficial owner meets to be eligible for the rate of withholding:',
      { lines: 2 },
    ),
    field('signingDate', 'Date (MM-DD-YYYY)', { lines: 1 }),
    field('signer', 'Print name of signer', { lines: 1 }),
    field('capacity', 'Capacity in which acting (if form is not signed by beneficial owner)', { lines: 1 }),
    field(null, 'Signature of beneficial owner (or individual authorized to sign for beneficial owner)'),
    field(null, 'Sign Here'),
  ],
}
