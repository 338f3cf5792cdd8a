// Form W-8BEN of the US Internal Revenue Service: taught by its labels.
import { field } from '../../labelled/labelled.ts'
import type { TaughtForm } from './taught.ts'

const below = { where: 'below', cell: true } as const
const beside = { where: 'beside' } as const
/** Its signature line has the labels under it. */
const above = { where: 'above' } as const

const article =
  'Special rates and conditions (if applicable—see instructions): The beneficial owner is claiming the provisions of Article and paragraph|beneficial owner is claiming the provisions of Article and paragraph'
const income =
  '% rate of withholding on (specify type of income):|rate of withholding on (specify type of income)'
/** A blank in a sentence stands behind its words, or begins the next line. */
const blank = (name: string, printed: string) =>
  (['beside', 'following'] as const).map((where) => field(name, printed, { where }))
const city = 'City or town, state or province. Include postal code where appropriate.'

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
    field('permanentCity', city, { ...below, occurrence: 1 }),
    field('permanentCountry', 'Country', { ...below, occurrence: 1 }),
    field('mailingCity', city, { ...below, occurrence: 2 }),
    field('mailingCountry', 'Country', { ...below, occurrence: 2 }),
    field('ssn', 'U.S. taxpayer identification number (SSN or ITIN), if required (see instructions)', below),
    field(
      'foreignTaxId',
      'Foreign tax identifying number (see instructions)|Foreign tax identifying number',
      below,
    ),
    field('referenceNumber', 'Reference number(s) (see instructions)', below),
    field('dateOfBirth', 'Date of birth (MM-DD-YYYY) (see instructions)', below),
    field('treatyCountry', 'I certify that the beneficial owner is a resident of', beside),
    ...blank('treatyArticle', article),
    field('treatyRate', '% rate of withholding on (specify type of income):', {
      where: 'before',
      pattern: /^\d{1,2}(?:[.,]\d+)?$/,
    }),
    ...blank('incomeType', income),
    field(
      'conditions',
      'Explain the additional conditions in the Article and paragraph the beneficial owner meets to be eligible for the rate of withholding:',
      { lines: 2 },
    ),
    field('signingDate', 'Date (MM-DD-YYYY)', above),
    field('signer', 'Print name of signer', above),
    field('capacity', 'Capacity in which acting (if form is not signed by beneficial owner)', above),
    field(null, 'Signature of beneficial owner (or individual authorized to sign for beneficial owner)'),
    field(null, 'of the treaty identified on line 9 above to claim a'),
    field(null, 'within the meaning of the income tax treaty between the United States and that country.'),
    field(null, 'Sign Here|Part I|Part II|Part III'),
  ],
}
