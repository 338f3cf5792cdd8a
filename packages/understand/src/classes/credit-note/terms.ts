// What tells a credit note: an invoice taken back, in whole or in part.
import { type Terms, weighted } from '../document-class.ts'

export const creditNoteTerms: Terms = {
  titles: weighted({
    3.6: 'credit note, credit memo, credit invoice, credit memorandum, corrective invoice, correction invoice, rechnungskorrektur, korrekturrechnung, stornorechnung, storno rechnung, gutschrift, *gutschrift, avoir, facture d avoir, note de credit, nota de credito, factura rectificativa, factura de abono, nota di credito, nota di accredito, creditnota, creditfactuur, fatura retificativa, faktura korygujaca, faktura korekta, korekta faktury, nota uznaniowa, rechnungskorrektur zur rechnung, corrected invoice',
  }),
  words: weighted({
    1.6: 'credit note number, credit note no, credit note date, credit memo number, gutschriftsnummer, gutschrift nr, gutschriftsdatum, original invoice, original invoice number, ursprungliche rechnung, zur rechnung, zu rechnung, storno zu rechnung, korrektur zu rechnung, facture d origine, factura original, fattura originale, originele factuur, factuur origineel, dotyczy faktury, do faktury, amount credited, total credit, credited, gutgeschrieben, gutschriftsbetrag, erstattungsbetrag, refund amount, reason for credit, grund der gutschrift, motivo della nota, motivo, motif de l avoir, przyczyna korekty, storniert',
    0.5: 'refund, returned goods, retoure, rucksendung, retour, erstattung',
  }),
  shape: { amounts: 0.5, 'negative amounts': 1.2, card: -1.5, 'machine readable zone': -2 },
}
