import { extractCommercial } from '../../extract/commercial.ts'
import type { ClassDefinition } from '../document-class.ts'
import { invoiceTerms } from './terms.ts'

/** A bill from one business, with a number and a date, that asks for payment. */
export const invoice: ClassDefinition = {
  terms: invoiceTerms,
  fields: {
    seller: 'Who bills',
    buyer: 'Who is billed',
    number: 'The number of the invoice',
    date: 'The day it was issued',
    dueDate: 'The day it is to be paid',
    net: 'The net amount',
    tax: 'The tax',
    total: 'The total to pay',
    currency: 'ISO 4217',
    iban: 'The account to pay to',
    vatId: "The seller's VAT id, or the national tax id where there is none",
  },
  required: ['seller', 'number', 'date', 'currency', 'total'],
  threshold: 0.8,
  extract: (sheet, language) => extractCommercial(sheet, { language, style: 'letter' }),
}
