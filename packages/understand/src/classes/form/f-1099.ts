// Forms 1099-MISC, 1099-NEC and 1099-INT of the US Internal Revenue Service: taught by their labels, revisions from 2019 on.
import { type FieldSpec, field } from '../../labelled/labelled.ts'
import type { TaughtForm } from './taught.ts'

const below = { where: 'below', cell: true } as const
const money = { where: 'below', type: 'money', cell: true } as const
const tick = { type: 'boolean' } as const

/** Who pays and who is paid stands on all of them. */
const parties: readonly FieldSpec[] = [
  ...(['first', 'rest'] as const).map((take) =>
    field(
      take === 'first' ? 'payerName' : 'payerAddress',
      'PAYER’S name, street address, city or town, state or province, country, ZIP or foreign postal code, and telephone no.',
      { ...below, lines: 5, take },
    ),
  ),
  field('payerTin', 'PAYER’S TIN|PAYER’S federal identification number', below),
  field('recipientTin', 'RECIPIENT’S TIN|RECIPIENT’S identification number', below),
  field('recipientName', 'RECIPIENT’S name', below),
  field('recipientStreet', 'Street address (including apt. no.)', below),
  field('recipientCity', 'City or town, state or province, country, and ZIP or foreign postal code', below),
  field('accountNumber', 'Account number (see instructions)', below),
  field('secondTinNotice', '2nd TIN not.', { ...tick, where: 'below' }),
  field(null, 'OMB No.|For calendar year|Copy A|Copy B|Copy C|Copy 1|Copy 2'),
]

export const f1099: TaughtForm = {
  name: '1099-MISC',
  title: /1099-?\s?misc/i,
  fields: [
    ...parties,
    field('rents', '1 Rents', money),
    field('royalties', '2 Royalties', money),
    field('otherIncome', '3 Other income', money),
    field('federalTaxWithheld', '4 Federal income tax withheld', money),
    field('fishingBoatProceeds', '5 Fishing boat proceeds', money),
    field('medicalPayments', '6 Medical and health care payments', money),
    field('nonemployeeCompensation', '7 Nonemployee compensation', money),
    field('substitutePayments', '8 Substitute payments in lieu of dividends or interest', money),
    field('cropInsurance', '9 Crop insurance proceeds|10 Crop insurance proceeds', money),
    field(
      'attorneyProceeds',
      '10 Gross proceeds paid to an attorney|14 Gross proceeds paid to an attorney',
      money,
    ),
    field('fishPurchased', '11 Fish purchased for resale', money),
    field('deferrals409A', '12 Section 409A deferrals|15a Section 409A deferrals', money),
    field(
      'goldenParachute',
      '13 Excess golden parachute payments|14 Excess golden parachute payments',
      money,
    ),
    field(
      'nonqualifiedCompensation',
      '14 Nonqualified deferred compensation|15 Nonqualified deferred compensation',
      money,
    ),
    field('stateTaxWithheld', '15 State tax withheld|16 State tax withheld', money),
    field('stateNumber', '16 State/Payer’s state no.|17 State/Payer’s state no.', below),
    field('stateIncome', '17 State income|18 State income', money),
    field(
      'directSales',
      '7 Payer made direct sales totaling $5,000 or more of consumer products to recipient for resale',
      { ...tick, where: 'beside' },
    ),
    field('fatcaFiling', 'FATCA filing requirement', { ...tick, where: 'below' }),
    field(null, 'Form 1099-MISC'),
  ],
}

export const f1099nec: TaughtForm = {
  name: '1099-NEC',
  title: /1099-?\s?nec/i,
  fields: [
    ...parties,
    field('nonemployeeCompensation', '1 Nonemployee compensation', money),
    field(
      'directSales',
      '2 Payer made direct sales totaling $5,000 or more of consumer products to recipient for resale',
      { ...tick, where: 'below' },
    ),
    field('federalTaxWithheld', '4 Federal income tax withheld', money),
    field('stateTaxWithheld', '5 State tax withheld', money),
    field('stateNumber', '6 State/Payer’s state no.', below),
    field('stateIncome', '7 State income', money),
    field(null, 'Form 1099-NEC'),
  ],
}

export const f1099int: TaughtForm = {
  name: '1099-INT',
  title: /1099-?\s?int\b/i,
  fields: [
    ...parties,
    field('payerRtn', 'Payer’s RTN (optional)', { ...below, pattern: /^\d{9}$/ }),
    field('interestIncome', '1 Interest income', money),
    field('earlyWithdrawalPenalty', '2 Early withdrawal penalty', money),
    field('savingsBondInterest', '3 Interest on U.S. Savings Bonds and Treasury obligations', money),
    field('federalTaxWithheld', '4 Federal income tax withheld', money),
    field('investmentExpenses', '5 Investment expenses', money),
    field('foreignTaxPaid', '6 Foreign tax paid', money),
    field('taxExemptInterest', '8 Tax-exempt interest', money),
    field('stateTaxWithheld', '17 State tax withheld', money),
    field(null, 'Form 1099-INT'),
  ],
}
