import { extractCommercial } from '../../extract/commercial.ts'
import type { ClassDefinition } from '../document-class.ts'
import { severalReceipts } from './several.ts'
import { receiptTerms } from './terms.ts'

/** The slip that proves a purchase that was paid on the spot. */
export const receipt: ClassDefinition = {
  terms: receiptTerms,
  fields: {
    seller: { type: 'text', about: 'Who sold' },
    address: { type: 'text', about: "The seller's address" },
    number: { type: 'text', about: 'The number of the receipt' },
    date: { type: 'date', about: 'The day of the sale' },
    net: { type: 'money', about: 'The net amount' },
    tax: { type: 'money', about: 'The tax' },
    total: { type: 'money', about: 'What was paid' },
    currency: { type: 'currency', about: 'ISO 4217' },
    vatId: { type: 'vatId', about: "The seller's VAT id, or the national tax id where there is none" },
    phone: {
      type: 'text',
      about: "The seller's telephone number, as printed; its parts have it as it is dialled",
    },
    email: { type: 'text', about: "The seller's e-mail address" },
  },
  required: ['seller', 'date', 'currency', 'total'],
  threshold: 0.85,
  // Nothing that lacks a second witness is as sure as this (certain/facts.ts).
  thresholds: { seller: 0.95, address: 0.93, date: 0.95, total: 0.95 },
  optional: ['address', 'number', 'vatId', 'net', 'tax', 'charges', 'phone', 'email'],
  extract(sheet, language) {
    const { fields, findings } = extractCommercial(sheet, { language, style: 'slip' })
    return { fields, findings: [...findings, ...severalReceipts(sheet)] }
  },
}
