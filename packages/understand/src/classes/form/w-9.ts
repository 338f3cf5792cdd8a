// Form W-9 of the US Internal Revenue Service: taught by its labels, revisions of 2018 and 2024.
import { field } from '../../labelled/labelled.ts'
import type { TaughtForm } from './taught.ts'

const tick = { type: 'boolean' } as const
const below = { where: 'below' } as const

export const w9: TaughtForm = {
  name: 'W-9',
  title: /form\s?w-?9\b|request for taxpayer/i,
  fields: [
    field(
      'name',
      'Name (as shown on your income tax return). Name is required on this line; do not leave this line blank.|Name of entity/individual. An entry is required. (For a sole proprietor or disregarded entity, enter the owner’s name on line 1, and enter the business/disregarded entity’s name on line 2.)',
      below,
    ),
    field('businessName', 'Business name/disregarded entity name, if different from above', below),
    field('individual', 'Individual/sole proprietor or single-member LLC|Individual/sole proprietor', tick),
    field('cCorporation', 'C Corporation', tick),
    field('sCorporation', 'S Corporation', tick),
    field('partnership', 'Partnership', tick),
    field('trustEstate', 'Trust/estate', tick),
    field(
      'limitedLiabilityCompany',
      'Limited liability company. Enter the tax classification|LLC. Enter the tax classification',
      tick,
    ),
    field('otherClassification', 'Other (see instructions)', tick),
    field('exemptPayeeCode', 'Exempt payee code (if any)', { where: 'beside', pattern: /^\d{1,2}$/ }),
    field(
      'fatcaCode',
      'Exemption from FATCA reporting code (if any)|Exemption from Foreign Account Tax Compliance Act (FATCA) reporting code (if any)',
      {
        where: 'beside',
        pattern: /^[A-M]$/i,
      },
    ),
    field('address', 'Address (number, street, and apt. or suite no.) See instructions.', below),
    field('cityStateZip', 'City, state, and ZIP code', below),
    field('accountNumbers', 'List account number(s) here (optional)', below),
    field('requester', 'Requester’s name and address (optional)', { ...below, lines: 3 }),
    field('ssn', 'Social security number', { ...below, compact: true, pattern: /^\d{9}$/ }),
    field('ein', 'Employer identification number', { ...below, compact: true, pattern: /^\d{9}$/ }),
    field(
      null,
      'Exemptions (codes apply only to certain entities, not individuals; see instructions on page 3)',
    ),
    field(null, 'Note: Check the appropriate box in the line above'),
    field(
      null,
      'Check appropriate box for federal tax classification of the person whose name is entered on line 1.',
    ),
    field(
      null,
      'Part I Taxpayer Identification Number (TIN)|Part I|Part II|Taxpayer Identification Number (TIN)',
    ),
    field(null, 'TIN, later.'),
    field(null, 'Applies to accounts maintained outside the U.S.'),
  ],
}
