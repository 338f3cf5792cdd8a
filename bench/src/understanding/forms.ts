// Forms that were taught, field by field, beside what people labelled on them.
import type { Field } from '@countersign/contract/extraction'
import { parseAmount } from '@countersign/understand/normalise/amount'
import type { Table } from '../table.ts'
import { halfOf } from './documents.ts'
import type { Judged } from './score.ts'

/** What the data calls our fields; where it writes two of ours as one, both are named. */
const names: Readonly<Record<string, string>> = {
  Name: 'name',
  BusinessName: 'businessName',
  TaxClassifyIndividual: 'individual',
  TaxClassifyCCorp: 'cCorporation',
  TaxClassifySCorp: 'sCorporation',
  TaxClassifyPartnership: 'partnership',
  TaxClassifyTrust: 'trustEstate',
  TaxClassifyLLC: 'limitedLiabilityCompany',
  LLC_Classification: 'llcClassification',
  TaxClassifyOther: 'otherClassification',
  ExemptPayeeCode: 'exemptPayeeCode',
  FATCA_Code: 'fatcaCode',
  Address: 'address',
  CityStateZip: 'cityStateZip',
  RequesterNameAddress: 'requester',
  AccountNumbers: 'accountNumbers',
  SSN: 'ssn',
  EIN: 'ein',
  Citizenship: 'citizenship',
  PermanentStreetAddress: 'permanentStreet',
  PermanentCityState: 'permanentCity',
  PermanentCountry: 'permanentCountry',
  MailingStreetAddress: 'mailingStreet',
  MailingCityState: 'mailingCity',
  MailingCountry: 'mailingCountry',
  SSN_ITIN: 'ssn',
  ForeignTaxIdentifyingNumber: 'foreignTaxId',
  ReferenceNumber: 'referenceNumber',
  DateOfBirth: 'dateOfBirth',
  ClaimBenefitResident: 'treatyCountry',
  ArticleParagraph: 'treatyArticle',
  Rate: 'treatyRate',
  TypeOfIncome: 'incomeType',
  AdditionialConditions: 'conditions',
  Date: 'signingDate',
  NameOfSigner: 'signer',
  CapacityActing: 'capacity',
  PayerName: 'payerName',
  PayerAddress: 'payerAddress',
  PayerTIN: 'payerTin',
  RecipientTIN: 'recipientTin',
  RecipientName: 'recipientName',
  RecipientAddress: 'recipientStreet recipientCity',
  AccountNumber: 'accountNumber',
  FATCA: 'fatcaFiling',
  '2ndTIN': 'secondTinNotice',
  DirectSale5000: 'directSales',
  Rents: 'rents',
  Royalties: 'royalties',
  OtherIncome: 'otherIncome',
  FederalIncomeTaxWithheld: 'federalTaxWithheld',
  MedicalHealthCarePayments: 'medicalPayments',
  CropInsuranceProceeds: 'cropInsurance',
  GrossProceedsAttorney: 'attorneyProceeds',
  '409ADeferrals': 'deferrals409A',
  ExcessGoldenParachutePayments: 'goldenParachute',
  NonqualifiedDeferredCompensation: 'nonqualifiedCompensation',
  StateTaxWithheld: 'stateTaxWithheld',
  StateNo: 'stateNumber',
  StateIncome: 'stateIncome',
}

export type FormJudgement = { field: string; expected: string; found: string | null; right: boolean }

/** Every labelled field of one form. */
export function judgeForm({ subject, understanding }: Judged): FormJudgement[] {
  return Object.entries(subject.form ?? {}).map(([label, expected]) => {
    const wanted = (names[label] ?? label).split(' ')
    const fields = wanted.flatMap((name) => understanding.fields.filter((one) => one.name === name))
    const found = fields.length === 0 ? null : fields.map(shown).join(' ')
    return { field: label, expected, found, right: found !== null && agrees(expected, found, fields) }
  })
}

const shown = ({ value }: Field): string => (typeof value === 'string' ? value : String(value.minor))

function agrees(expected: string, found: string, [field]: readonly Field[]): boolean {
  if (field?.type === 'boolean') return (expected === 'selected') === (found === 'true')
  if (field?.type === 'money') return String(parseAmount(expected)?.minor) === found
  return bare(expected) === bare(found)
}

const bare = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')

/** One row for each form and half, and what half A got wrong for whoever tunes. */
export function formTables(judged: readonly Judged[]): Table[] {
  const forms = judged
    .filter(({ subject }) => Object.keys(subject.form ?? {}).length > 0)
    .map((one) => ({ half: halfOf(one.subject), id: one.subject.id, fields: judgeForm(one) }))
  const row = (name: string, of: typeof forms) => {
    const fields = of.flatMap((one) => one.fields)
    const right = fields.filter((one) => one.right).length
    const missing = fields.filter(({ found }) => found === null).length
    const share = fields.length === 0 ? '–' : `${((100 * right) / fields.length).toFixed(1)} %`
    return [name, of.length, fields.length, right, fields.length - right - missing, missing, share]
  }
  const half = (wanted: string) => forms.filter((one) => one.half === wanted)
  const rows = [row('all', forms), row('half A', half('A')), row('half B', half('B'))]
  const wrong = half('A').flatMap(({ id, fields }) =>
    fields.filter(({ right }) => !right).map(({ field, expected, found }) => [id, field, expected, found]),
  )
  const columns = ['', 'forms', 'fields', 'right', 'wrong', 'missing', 'right']
  return [
    { title: 'Forms that were taught: labelled fields (aim: over 90 %)', columns, rows },
    {
      title: 'What half A got wrong on forms',
      confidential: true,
      columns: ['form', 'field', 'truth', 'understood'],
      rows: wrong,
    },
  ]
}
