import type { Field, Finding } from '@countersign/contract/extraction'
import { extractCommercial } from '../../extract/commercial.ts'
import { field, readLabelled } from '../../labelled/labelled.ts'
import type { ClassDefinition } from '../document-class.ts'
import { invoice } from '../invoice/invoice.ts'
import { creditNoteTerms } from './terms.ts'

const number = { pattern: /^(?=.*\d)[\p{L}\p{N}][\p{L}\p{N}/._-]{1,39}$/u }

/** An invoice taken back in whole or in part; it names the invoice that it corrects. */
export const creditNote: ClassDefinition = {
  terms: creditNoteTerms,
  fields: {
    seller: { type: 'text', about: 'Who credits' },
    buyer: { type: 'text', about: 'Who is credited' },
    number: { type: 'text', about: 'The number of the credit note' },
    date: { type: 'date', about: 'The day it was issued' },
    originalInvoice: { type: 'text', about: 'The number of the invoice that is corrected' },
    reason: { type: 'text', about: 'Why it is credited' },
    net: { type: 'money', about: 'The net amount, as printed' },
    tax: { type: 'money', about: 'The tax, as printed' },
    total: { type: 'money', about: 'The amount credited, with the sign as printed' },
    currency: { type: 'currency', about: 'ISO 4217' },
    iban: { type: 'iban', about: 'The account, where one is named' },
    vatId: { type: 'vatId', about: "The seller's VAT id" },
    phone: { type: 'text', about: "The seller's telephone number, as printed" },
    email: { type: 'text', about: "The seller's e-mail address" },
  },
  required: ['seller', 'number', 'date', 'currency', 'total'],
  threshold: invoice.threshold,
  thresholds: invoice.thresholds ?? {},
  optional: ['buyer', 'dueDate', 'charges', 'phone', 'email'],
  extract(sheet, language) {
    const commercial = extractCommercial(sheet, { language, style: 'letter' })
    const { fields } = readLabelled(
      sheet,
      [
        field(
          'number',
          'Credit note number|Credit note no|Credit memo number|Credit memo no|Gutschriftsnummer|Gutschrift Nr|Korrekturnummer|Numero de l avoir|Avoir n|Numero de nota de credito|Nota de credito n|Numero nota di credito|Nota di credito n|Creditnotanummer|Creditfactuurnummer|Numer korekty|Faktura korygujaca nr',
          number,
        ),
        field(
          'originalInvoice',
          'Original invoice|Original invoice number|Original invoice no|Corrects invoice|Invoice credited|for invoice|Ursprüngliche Rechnung|Korrektur zu Rechnung|Storno zu Rechnung|Gutschrift zu Rechnung|zur Rechnung|zu Rechnung Nr|zu Rechnung|Facture d origine|Facture concernee|Sur facture|Factura original|Factura rectificada|Fattura originale|Rif. fattura|Originele factuur|Betreft factuur|Fatura original|Referente a fatura|Do faktury|Dotyczy faktury|Faktura pierwotna',
          number,
        ),
        field(
          'reason',
          'Reason for credit|Reason|Grund der Gutschrift|Grund|Motif|Motivo|Reden|Przyczyna korekty|Powod korekty',
          {
            where: 'beside',
          },
        ),
      ],
      { language },
    )
    const own = new Set(fields.map((one) => one.name))
    return {
      ...commercial,
      fields: [...commercial.fields.filter((one) => !own.has(one.name)), ...fields],
    }
  },
  rules: creditRules,
}

/** Which invoice is taken back should be said. */
function creditRules(fields: readonly Field[]): Finding[] {
  if (fields.some((one) => one.name === 'originalInvoice')) return []
  const message = 'It does not say which invoice is credited. Find the invoice, or ask the seller.'
  return [{ rule: 'credit.no_invoice', severity: 'warning', message, field: 'originalInvoice' }]
}
