import { extractCommercial } from '../../extract/commercial.ts'
import type { ClassDefinition } from '../document-class.ts'
import { receiptTerms } from './terms.ts'

/** The slip that proves a purchase that was paid on the spot. */
export const receipt: ClassDefinition = {
  terms: receiptTerms,
  fields: {
    seller: 'Who sold',
    address: "The seller's address",
    number: 'The number of the receipt',
    date: 'The day of the sale',
    net: 'The net amount',
    tax: 'The tax',
    total: 'What was paid',
    currency: 'ISO 4217',
    vatId: "The seller's VAT id, or the national tax id where there is none",
  },
  required: ['seller', 'date', 'currency', 'total'],
  threshold: 0.8,
  extract: (sheet, language) => extractCommercial(sheet, { language, style: 'slip' }),
}
