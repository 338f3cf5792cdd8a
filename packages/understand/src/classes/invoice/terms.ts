// What tells an invoice. Learned weights are laid over these by classify/weights.ts.
import { type Terms, weighted } from '../document-class.ts'

export const invoiceTerms: Terms = {
  titles: weighted({
    2.6: 'invoice, tax invoice, commercial invoice, rechnung, *rechnung, facture, factuur, fattura, factura, fatura, faktura, faktura vat, rachunek, proforma invoice, pro forma invoice, nota de honorarios, schlussrechnung, abschlagsrechnung, teilrechnung',
    1.2: 'bill, statement of charges, abrechnung, *abrechnung',
  }),
  words: weighted({
    1.5: 'invoice number, invoice no, invoice nr, invoice date, rechnungsnummer, rechnung nr, rechnungs nr, rechnungsdatum, date de facture, numero de facture, date de la facture, facture n, factuurnummer, factuurdatum, numero fattura, data fattura, numero de factura, fecha de factura, fecha factura, numero da fatura, data da fatura, numer faktury, data wystawienia, faktura nr, nr faktury, termin platnosci',
    1: 'bill to, due date, amount due, balance due, payment terms, remit to, rechnungsbetrag, rechnungsempfanger, zahlungsziel, zahlbar, zahlungsbedingungen, kundennummer, kunden nr, date d echeance, echeance, net a payer, vervaldatum, te betalen, betalingstermijn, scadenza, data scadenza, totale da pagare, vencimiento, fecha de vencimiento, total a pagar, vencimento, data de vencimento, do zaplaty, sprzedawca, nabywca, facturer a, adresse de facturation, facturar a, fatturare a, cliente, invoice total, invoice to',
    0.5: 'unit price, einzelpreis, nettobetrag, fallig, leistungszeitraum, lieferdatum, iban, bank details, bankverbindung, total ht, total ttc, prix unitaire, base imponible, imponibile, prezzo unitario, precio unitario, preco unitario, prijs, btw, iva, tva, vat, subtotal, zwischensumme, ship to, mwst, ust, cena netto, wartosc netto, steuernummer, ust idnr, vat id',
  }),
  shape: {
    amounts: 1,
    table: 0.3,
    slip: -1,
    card: -1.5,
    iban: 0.5,
    'machine readable zone': -2,
    'dated amounts': -1,
  },
}
