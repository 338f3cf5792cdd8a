// The words beside the values of commercial documents, English and German. Spaces, signs and accents do not matter.
import { type Lexicon, phrases } from './labels.ts'
import { easternLexicon } from './lexicon-eastern.ts'
import { nordicLexicon } from './lexicon-nordic.ts'
import { northernLexicon } from './lexicon-northern.ts'
import { peopleLexicon } from './lexicon-people.ts'
import { romanceLexicon } from './lexicon-romance.ts'
import { synonymLexicon } from './lexicon-synonyms.ts'

/** Roles that are no field (`otherDate`, `paid`, …) are here to take their values away from the fields. */
export const commercialLexicon: Lexicon = [
  // The last that knows a phrase is right: words of few countries come first.
  ...easternLexicon,
  ...nordicLexicon,
  ...synonymLexicon,
  ...northernLexicon,
  ...romanceLexicon,
  {
    role: 'number',
    weight: 1,
    phrases:
      phrases(`invoice number, invoice no, invoice nr, invoice num, invoice id, invoice #, inv no, inv #,
      tax invoice no, tax invoice number, tax invoice #, bill number, bill no, bill #, number of invoice,
      our invoice no, credit note number, credit note no, rechnungsnummer, rechnungsnr, rechnung nr,
      rechnung nummer, rechnungs nr, rechnungs nummer, rechnung no, rg nr, re nr, rechn nr,
      nummer der rechnung, gutschriftsnummer, gutschrift nr, rechnung #, faktura nr`),
  },
  {
    role: 'number',
    weight: 0.95,
    phrases:
      phrases(`receipt number, receipt no, receipt #, document number, document no, doc no, slip no, cash bill no,
      bill id, belegnummer, beleg nr, bon nr, bonnummer, belegnr, kassenbon nr, voucher no, trans no,
      transaction no, transaction number, transaction id, transaktionsnummer, facture no, numero de facture,
      factuurnummer, numero fattura, numero de factura`),
  },
  {
    role: 'number',
    weight: 0.5,
    phrases: phrases(`invoice, tax invoice, rechnung, bill, no, nr, number`),
  },
  {
    role: 'otherNumber',
    weight: 1,
    phrases:
      phrases(`order number, order no, order #, order id, po number, po no, po #, purchase order, p o number,
      purchase order number, purchase order no, customer number, customer no, customer id, client number,
      account number, account no, acct no, account, cust no, delivery note, delivery note no, contract no,
      reference, reference number, your reference, our reference, ref, ref no, project number, job no,
      phone, tel, telephone, telefon, mobile, mobil, fax, telefax, hotline, phone no, tel no, bestellnummer,
      bestell nr, bestellung, bestellung nr, auftragsnummer, auftrags nr, auftrag nr, kundennummer,
      kunden nr, kundennr, kd nr, lieferscheinnummer, lieferschein nr, lieferschein, vertragsnummer,
      vertrags nr, projektnummer, ihre referenz, unser zeichen, ihr zeichen, referenz, kontonummer,
      konto nr, kto nr, kto, blz, bankleitzahl, bic, swift, sort code, routing number, handelsregister, hrb,
      hra, amtsgericht, registergericht, glaubiger id, mandatsreferenz, lieferantennummer, lieferanten nr, lief nr,
      supplier number, vendor number, vendor no, vendor id, gln, artikelnummer, artikel nr, art nr, item no,
      item number, sku, pos, position, product code, table, table no, tisch, cashier, kassierer, bediener,
      terminal, terminal id, kasse, co reg no, company no, company reg no, reg no, roc no, member no,
      card no, kartennummer, auth code, page, seite, store, filiale, auth no, approval code, trace nr,
      beleg nr ec, salesperson, till, pos no`),
  },
  {
    role: 'date',
    weight: 1,
    phrases:
      phrases(`invoice date, date of invoice, date invoiced, bill date, billing date, date of issue, issue date,
      date issued, issued on, issued, tax date, tax point, receipt date, document date, invoice issued,
      rechnungsdatum, datum der rechnung, ausstellungsdatum, belegdatum, ausgestellt am, rechnung vom,
      rechnungs datum, erstellt am, date de facture, factuurdatum, data fattura, issued at`),
  },
  {
    role: 'date',
    weight: 0.8,
    phrases: phrases(`date, datum, date time, datum uhrzeit, date and time, fecha, data`),
  },
  {
    role: 'date',
    weight: 0.6,
    phrases: phrases(`dated, vom, den`),
  },
  {
    role: 'dueDate',
    weight: 1,
    phrases:
      phrases(`due date, payment due, due, due on, due by, pay by, payable by, date due, payment due date,
      payment due by, please pay by, payment date, falligkeitsdatum, fallig am, fallig, falligkeit,
      fallig bis, zahlbar bis, zahlbar bis zum, zahlungsziel, bis zum, zu zahlen bis, zahlung bis,
      zahlbar am, zahlungsfrist, bis spatestens, bitte zahlen sie bis, payable until,
      without deduction until, ohne abzug bis, netto bis, vervaldatum, date decheance, remit until,
      please remit until, due until`),
  },
  {
    role: 'otherDate',
    weight: 1,
    phrases:
      phrases(`delivery date, date of delivery, ship date, shipping date, order date, date of order, service date,
      supply date, date of supply, period, service period, billing period, until, valid until, print date,
      printed on, date of birth, expiry date, expires, check in, check out, statement date, lieferdatum,
      leistungsdatum, liefertermin, bestelldatum, auftragsdatum, leistungszeitraum, zeitraum, lieferung vom,
      bestellung vom, auftrag vom, lieferschein vom, abrechnungszeitraum, geburtsdatum, gultig bis,
      druckdatum, skonto bis, lieferzeitraum, tag der lieferung, datum der lieferung, geliefert am`),
  },
  {
    role: 'total',
    weight: 1,
    phrases:
      phrases(`grand total, invoice total, total amount, amount due, total due, total payable, total amount due,
      amount payable, total to pay, to pay, total incl vat, total including vat, total inc vat,
      total incl tax, total incl gst, total inclusive of gst, total inclusive gst, total inc gst,
      total with tax, gross amount, gross total, total gross, total sales inclusive gst,
      total sales inclusive of gst, total incl of gst, total sales incl gst, total including gst,
      total including tax, total gst inclusive, balance due, net total rounded, total amt payable,
      total amt, nett total, total after tax, rounded total, total rounded, total sale,
      total invoice amount, total invoice value, net amount payable, amount to pay, total price,
      order total, bill total, total bill, gesamtbetrag, rechnungsbetrag, gesamtsumme, endbetrag,
      bruttobetrag, zahlbetrag, zu zahlen, zu zahlender betrag, gesamt brutto, summe brutto,
      gesamtbetrag brutto, rechnungssumme, bruttosumme, gesamt eur, summe eur, fälliger betrag,
      zahlungsbetrag, brutto gesamt, gesamt inkl mwst, summe inkl mwst, rechnungsendbetrag,
      gesamtbetrag inkl mwst, total brutto, betrag brutto, endsumme, gesamtpreis brutto,
      rechnungsbetrag brutto, rechnungsgesamtbetrag, bruttogesamtbetrag, total ttc, totaal, totale,
      importe total, summe rechnung, gesamt inkl ust, summe inkl ust, noch zu zahlen, amount due eur,
      amount due usd, bezahlen sie, due payable, payable`),
  },
  {
    role: 'total',
    weight: 0.8,
    phrases: phrases(`total, summe, gesamt, brutto, gross, total eur, total usd, total rm`),
  },
  {
    role: 'net',
    weight: 0.8,
    phrases: phrases(`positionssumme, summe der positionen, line total sum, items total`),
  },
  {
    role: 'total',
    weight: 0.4,
    phrases: phrases(`betrag, amount, gesamtpreis, line total`),
  },
  {
    role: 'net',
    weight: 1,
    phrases:
      phrases(`subtotal, sub total, net total, total net, net amount, net, total excl vat, total excluding vat,
      total excl gst, total excluding gst, total excl tax, total ex vat, total before tax, taxable amount,
      amount before tax, total without tax, total net amount, net value, goods total,
      total exclusive of gst, total sales excluding gst, total excluding tax, taxable value,
      subtotal excl vat, net sales, sub ttl, subtotal excl gst, total excl of gst, amount excl gst,
      tax base, total amount net, invoice net total, nettobetrag, netto, summe netto, zwischensumme,
      gesamt netto, nettosumme, gesamtbetrag netto, warenwert, netto gesamt, rechnungsbetrag netto,
      nettowert, gesamtnetto, total netto, zwischensumme netto, summe ohne mwst, betrag netto,
      steuerbasisbetrag, bemessungsgrundlage, summe netto eur, nettogesamtbetrag, gesamtsumme netto,
      nettoentgelt, total ht, gesamt ohne ust, rechnungssumme ohne ust, rechnungssumme netto, summe ohne ust`),
  },
  {
    role: 'net',
    weight: 0.8,
    phrases: phrases(`positionssumme, summe der positionen, items total`),
  },
  {
    role: 'tax',
    weight: 1,
    phrases:
      phrases(`vat, tax, sales tax, gst, total tax, total vat, total gst, vat amount, tax amount, gst amount, vat
      total, tax total, gst total, hst, pst, service tax, plus vat, igst, cgst, sgst, gst payable,
      total tax amount, total vat amount, add gst, gst included in total, mwst, ust, mehrwertsteuer,
      umsatzsteuer, steuer, mwst betrag, ust betrag, umsatzsteuerbetrag, mehrwertsteuerbetrag,
      steuerbetrag, zzgl mwst, zzgl ust, enthaltene mwst, zzgl umsatzsteuer, gesamt mwst, summe
      mwst, summe ust, summe umsatzsteuer, gesamt steuer, steuern, tva, btw, iva,
      steuergesamtbetrag, enthaltene umsatzsteuer, enthaltene ust, gesamtbetrag der steuer, mwst
      gesamt, gesamtsteuerbetrag`),
  },
  {
    role: 'inclTax',
    weight: 1,
    phrases:
      phrases(`incl vat, incl gst, incl tax, inc vat, inc gst, including vat, including gst, including tax,
      inclusive of gst, inclusive gst, gst inclusive, includes gst, includes vat, gst included, vat included, with tax,
      inkl mwst, inkl ust, inkl umsatzsteuer, inklusive mwst, inklusive ust, einschl mwst, incl mwst, incl ust, inkl, incl`),
  },
  {
    role: 'exclTax',
    weight: 1,
    phrases:
      phrases(`excl vat, excl gst, excl tax, ex vat, ex gst, excluding vat, excluding gst, excluding tax,
      before tax, before vat, without tax, exclusive of gst, exkl mwst, exkl ust, excl mwst, excl ust, ohne mwst, ohne ust,
      ohne umsatzsteuer`),
  },
  {
    role: 'charge',
    weight: 1,
    phrases:
      phrases(`shipping, shipping and handling, shipping handling, delivery, freight, postage, handling, tip,
      service charge, svc charge, gratuity, rounding, rounding adj, rounding adjustment, round adj,
      rounding amt, versand, versandkosten, fracht, porto, trinkgeld, rundung, verpackung, zuschlage,
      zuschlag, delivery charge, surcharge, delivery fee, service fee, bill rounding, rounding adjusment,
      summe zuschlage`),
  },
  {
    role: 'discount',
    weight: 1,
    phrases:
      phrases(`discount, total discount, less discount, rabatt, nachlass, gutschein, abzuge, abschlage, savings,
      voucher, coupon, item discount, bill discount, skonto, rabatte, summe abschlage, disc`),
  },
  {
    role: 'paid',
    weight: 1,
    phrases:
      phrases(`cash, change, change due, cash tendered, tendered, amount tendered, cash received, paid, amount paid,
      total paid, payment received, prepaid, deposit, visa, mastercard, card, credit card, debit card,
      balance, rückgeld, gegeben, bar, bargeld, bar gegeben, ec karte, girocard, karte, anzahlung, bezahlt,
      wechselgeld, zurück, kartenzahlung, bereits gezahlt, vorausbezahlter betrag, offener betrag, restbetrag, vorauszahlung, kreditkarte, ec cash, geg bar,
      anzahlungen, received, total savings, you saved, points, total qty, total quantity, total items, qty,
      quantity, menge, anzahl, item count, unit price, price, einzelpreis, preis, stückpreis, e preis, rate,
      hours, previous balance, total item, vorgelegt, payment, zahlung, erhalten, guthaben, amount received,
      total no of items, no of items, share capital, stammkapital, grundkapital, cash change,
      payment amount, cash payment, hourly rate, skontobetrag, abzug`),
  },
  {
    role: 'vatId',
    weight: 1,
    phrases:
      phrases(`vat id, vat no, vat number, vat reg no, vat registration number, vat registration no, vat reg,
      vat id no, ust id, ust idnr, ust id nr, umsatzsteuer id, umsatzsteuer identifikationsnummer,
      ust identnr, ustid, uid, mwst nr, uid nr, umsatzsteuer identnummer, umsatzsteueridentifikationsnummer,
      ust id des verkäufers, seller vat id, steuer id, umsatzsteuer id nr, btw nummer, btw nr,
      tva intracommunautaire, partita iva, p iva, nif, cif`),
  },
  {
    role: 'taxId',
    weight: 1,
    phrases:
      phrases(`gst id, gst id no, gst reg no, gst registration no, gst no, gst number, gst reg, gstin, tax id,
      tax id no, ein, fein, tin, abn, federal tax id, tax number, tax no, gst reg number,
      gst registration number, steuernummer, steuer nr, st nr, steuernr, sst no, sst reg no, sst id,
      tax reg no, gst id number, gst tax id`),
  },
  {
    role: 'buyerVatId',
    weight: 1,
    phrases:
      phrases(`your vat id, customer vat id, customer vat no, buyer vat id, your vat no, client vat, your vat number,
      ihre ust idnr, ihre ust id, ust idnr kunde, ihre umsatzsteuer id, ihre ust id nr, kunden ust id,
      ihre uid, ust id des käufers, ust idnr des kunden, ust idnr des leistungsempfängers, ihre ust ident nr`),
  },
  {
    role: 'buyer',
    weight: 1,
    phrases:
      phrases(`bill to, billed to, billing to, sold to, invoice to, invoiced to, invoice for, customer, buyer, client,
      attn, attention, bill for, customer name, customer details, customer address, client name, billing address,
      billing information, bill to address, invoice address, recipient, payer, kunde, käufer, rechnungsempfänger,
      rechnungsadresse, rechnung an, rechnung für, empfänger, rechnungsanschrift, leistungsempfänger,
      auftraggeber, guest name, bill from to, issued to, charge to`),
  },
  {
    role: 'shipTo',
    weight: 1,
    phrases:
      phrases(`ship to, shipped to, deliver to, delivered to, shipping address, delivery address, service address,
      delivery to, shipping to, consignee, place of delivery, lieferadresse, lieferanschrift, lieferung an, versand an,
      warenempfänger, lieferort`),
  },
  {
    role: 'seller',
    weight: 1,
    phrases:
      phrases(`seller, vendor, supplier, from, sold by, invoice from, seller name, vendor name, company name,
      issued by, make checks payable to, make cheques payable to, verkäufer, lieferant, rechnungssteller,
      leistungserbringer, rechnung von, absender, name des verkäufers, firma, rechnungsersteller,
      rechnungsaussteller, auftragnehmer, bill from, billed by, service provider, provider, merchant, issuer,
      sold and shipped by`),
  },
  {
    role: 'seller',
    weight: 0.4,
    phrases:
      phrases(`kontoinhaber, account name, account holder, payable to, remit to, remit payment to, pay to, payee,
      beneficiary, zahlungsempfänger, make all checks payable to, make all cheques payable to, cheques payable to,
      checks payable to, titulaire, titulaire du compte, titular, titular de la cuenta, titular da conta, intestatario del conto,
      intestato a, ten name van, t.n.v., właściciel rachunku, nazwa odbiorcy, empfänger der zahlung, bénéficiaire, beneficiario, beneficiário, begunstigde`),
  },
  {
    role: 'iban',
    weight: 1,
    phrases: phrases(`iban, iban no, iban nr, kontoverbindung, bankverbindung, bank details, bank account`),
  },
  {
    role: 'currency',
    weight: 1,
    phrases: phrases(`currency, währung, invoice currency, rechnungswährung, belegwährung`),
  },
  // Behind the others: "Firma" is no seller.
  ...peopleLexicon,
]
