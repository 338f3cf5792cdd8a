// What XRechnung 3.0 asks for beyond EN 16931 (BR-DE, KoSIT).
import { isIban, transfers } from './mandatory.ts'
import type { Rule } from './rule.ts'
import type { Party, Terms } from './terms.ts'

const lacks = (id: string, what: string, value: (terms: Terms) => unknown): Rule => ({
  id,
  says: `XRechnung wants ${what}.`,
  broken: (terms) => value(terms) === null,
})

const contactOf = ({ seller }: Terms): Party['contact'] | undefined => seller?.contact

const directDebit = '59'
const kinds = new Set(['326', '380', '381', '384', '389', '875', '876', '877'])
const taxed = new Set(['S', 'Z', 'E', 'AE', 'K', 'G', 'L', 'M'])

const parties: Rule[] = [
  lacks('BR-DE-2', 'somebody to ask at the seller (a contact)', contactOf),
  lacks('BR-DE-3', 'the town of the seller', ({ seller }) => seller?.address?.city),
  lacks('BR-DE-4', 'the postcode of the seller', ({ seller }) => seller?.address?.postcode),
  lacks('BR-DE-5', 'the name of the contact', (terms) => contactOf(terms)?.name),
  lacks('BR-DE-6', 'the telephone number of the contact', (terms) => contactOf(terms)?.phone),
  lacks('BR-DE-7', 'the e-mail address of the contact', (terms) => contactOf(terms)?.email),
  lacks('BR-DE-8', 'the town of the buyer', ({ buyer }) => buyer?.address?.city),
  lacks('BR-DE-9', 'the postcode of the buyer', ({ buyer }) => buyer?.address?.postcode),
  {
    id: 'BR-DE-10',
    says: 'XRechnung wants the town of delivery where an address is given.',
    broken: ({ deliverTo }) => deliverTo !== null && deliverTo.city === null,
  },
  {
    id: 'BR-DE-11',
    says: 'XRechnung wants the postcode of delivery where an address is given.',
    broken: ({ deliverTo }) => deliverTo !== null && deliverTo.postcode === null,
  },
  {
    id: 'BR-DE-16',
    says: 'XRechnung wants a VAT id, a tax number or a tax representative of the seller.',
    broken: ({ seller, representative, shares }) =>
      shares.some(({ category }) => taxed.has(category ?? '')) &&
      seller?.vatId == null &&
      seller?.taxNumber == null &&
      representative === null,
  },
  {
    id: 'BR-DE-27',
    says: 'The telephone number of the contact has fewer than three digits.',
    broken: (terms) => {
      const phone = contactOf(terms)?.phone
      return phone != null && phone.replace(/\D/g, '').length < 3
    },
  },
  {
    id: 'BR-DE-28',
    says: 'The e-mail address of the contact is none.',
    broken: (terms) => {
      const email = contactOf(terms)?.email
      return email != null && !/^[^\s@.][^\s@]*[^\s@.]@[^\s@.][^\s@]*[^\s@.]$/.test(email)
    },
  },
]

const payment: Rule[] = [
  {
    id: 'BR-DE-1',
    says: 'XRechnung wants to know how it is to be paid.',
    broken: ({ payments }) => payments.length === 0,
  },
  {
    id: 'BR-DE-19',
    says: 'It is to be paid by SEPA transfer, and the account has no valid IBAN.',
    broken: ({ payments }) =>
      payments.some(({ code, accounts }) => code === '58' && accounts.some((one) => !isIban(one))),
  },
  {
    id: 'BR-DE-20',
    says: 'It is paid by SEPA direct debit, and the account that is debited has no valid IBAN.',
    broken: ({ payments }) =>
      payments.some(({ code, debited }) => code === directDebit && debited !== null && !isIban(debited)),
  },
  {
    id: 'BR-DE-23',
    says: 'It is to be paid by transfer: that wants an account, and neither a card nor a direct debit.',
    broken: ({ payments, mandate }) =>
      payments.some(
        ({ code, accounts, card }) =>
          transfers.has(code ?? '') && (accounts.length === 0 || card !== null || mandate !== null),
      ),
  },
  {
    id: 'BR-DE-24',
    says: 'It is paid by card: that wants a card, and neither an account nor a direct debit.',
    broken: ({ payments, mandate }) =>
      payments.some(
        ({ code, accounts, card }) =>
          ['48', '54', '55'].includes(code ?? '') &&
          (card === null || accounts.length > 0 || mandate !== null),
      ),
  },
  {
    id: 'BR-DE-25',
    says: 'It is paid by direct debit: that wants a mandate, and neither an account to pay to nor a card.',
    broken: ({ payments, mandate }) =>
      payments.some(
        ({ code, accounts, card }) =>
          code === directDebit && (mandate === null || accounts.length > 0 || card !== null),
      ),
  },
  {
    id: 'BR-DE-30',
    says: 'It is paid by direct debit, and the creditor has no identifier.',
    broken: ({ payments, creditor }) =>
      payments.some(({ code }) => code === directDebit) && creditor === null,
  },
  {
    id: 'BR-DE-31',
    says: 'It is paid by direct debit, and the account that is debited is not named.',
    broken: ({ payments }) => payments.some(({ code, debited }) => code === directDebit && debited === null),
  },
]

/** `#SKONTO#TAGE=14#PROZENT=2.25#`, with a base or without. */
const discount = /^#SKONTO#TAGE=\d{1,4}#PROZENT=\d{1,2}\.\d{2}(?:#BASISBETRAG=-?\d+\.\d{2})?#$/

const rest: Rule[] = [
  lacks('BR-DE-15', 'the reference of the buyer (Leitweg-ID)', ({ buyerReference }) => buyerReference),
  {
    id: 'BR-DE-14',
    says: 'XRechnung wants the percentage of each VAT rate.',
    broken: ({ shares }) => shares.some(({ rate, category }) => rate === null && category !== 'O'),
  },
  {
    id: 'BR-DE-17',
    says: 'XRechnung does not know this kind of invoice.',
    broken: ({ typeCode }) => typeCode !== null && !kinds.has(typeCode),
  },
  {
    id: 'BR-DE-18',
    says: 'The terms of discount are not written as XRechnung wants them: #SKONTO#TAGE=14#PROZENT=2.25#.',
    broken: ({ paymentTerms }) =>
      (paymentTerms ?? '')
        .split(/\s+(?=#)|(?<=#)\s+/)
        .some((part) => part.startsWith('#') && !discount.test(part)),
  },
  {
    id: 'BR-DE-22',
    says: 'Two attached files have the same name.',
    broken: ({ supporting }) => {
      const names = supporting.flatMap(({ file }) => file ?? [])
      return new Set(names).size < names.length
    },
  },
  {
    id: 'BR-DE-26',
    says: 'A corrected invoice does not name the one that it corrects.',
    broken: ({ typeCode, preceding }) => typeCode === '384' && preceding.length === 0,
  },
]

export const xrechnungRules: readonly Rule[] = [...parties, ...payment, ...rest]
