import { extractCommercial } from '../../extract/commercial.ts'
import type { ClassDefinition } from '../document-class.ts'
import { invoiceTerms } from './terms.ts'

/** A bill from one business, with a number and a date, that asks for payment. */
export const invoice: ClassDefinition = {
  terms: invoiceTerms,
  fields: {
    seller: { type: 'text', about: 'Who bills' },
    buyer: { type: 'text', about: 'Who is billed' },
    number: { type: 'text', about: 'The number of the invoice' },
    date: { type: 'date', about: 'The day it was issued' },
    dueDate: { type: 'date', about: 'The day it is to be paid' },
    net: { type: 'money', about: 'The net amount' },
    tax: { type: 'money', about: 'The tax' },
    total: { type: 'money', about: 'The total to pay' },
    currency: { type: 'currency', about: 'ISO 4217' },
    iban: { type: 'iban', about: 'The account to pay to' },
    vatId: { type: 'vatId', about: "The seller's VAT id, or the national tax id where there is none" },
    phone: {
      type: 'text',
      about: "The seller's telephone number, as printed; its parts have it as it is dialled",
    },
    email: { type: 'text', about: "The seller's e-mail address" },
  },
  required: ['seller', 'number', 'date', 'currency', 'total'],
  // Nothing that lacks a second witness is as sure as this (certain/facts.ts); chosen from what calibrate.ts prints.
  threshold: 0.95,
  thresholds: {
    buyer: 0.97,
    currency: 0.9,
    iban: 0.9,
    vatId: 0.9,
    dueDate: 0.8,
    charges: 0.9,
    phone: 0.9,
    email: 0.9,
  },
  optional: ['buyer', 'dueDate', 'charges', 'phone', 'email'],
  extract: (sheet, language) => extractCommercial(sheet, { language, style: 'letter' }),
}
