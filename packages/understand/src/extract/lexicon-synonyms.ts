// More words of the eight languages whose lexicons stand beside this one: as programs, trades and authorities put it.
import { type Lexicon, phrases } from './labels.ts'

/** Words that stand in the other lexicons too are theirs. */
export const synonymLexicon: Lexicon = [
  {
    role: 'number',
    weight: 1,
    phrases:
      phrases(`rg, rg nummer, rn, rnr, rech nr, rechnungsnr datum, rechnungs id, unsere rechnung nr, unsere rechnung, vorgangsnummer, vorgangs nr, dokumentnummer, dokument nr, dokumentnr, ausgangsrechnung nr, sammelrechnung nr, schlussrechnung nr, abschlagsrechnung nr, teilrechnung nr, honorarrechnung nr, re, bescheidnummer, kassenzeichen,
      invoice ref, invoice reference, our invoice, our invoice number, sales invoice no, sales invoice number, vat invoice no, statement invoice no, invoice id no, document ref, bill ref, billing number, billing id, invoice number date, fee note no, fee note number, bill reference,
      n° pièce, numéro pièce, n° document, numéro de document, référence de la facture, note d'honoraires n°, avoir numéro, facture d'acompte n°, facture de vente n°, facture no, n° fact, fact n°, n facture, votre facture n°,
      serie y número, nº de documento, núm documento, documento nº, num factura, número factura, nº fra, fra nº, factura simplificada, n° documento, doc n, doc nr, fatt n, n fattura, documento nr, parcella n, fattura immediata n, fattura accompagnatoria n,
      n doc, num documento, documento numero, fatura ft, documento nº, número do documento, n documento, fatura recibo n, doc nº, notanummer, nota nr, nota nummer, documentnummer, document nr, declaratienummer, factuur id, ons nummer, dokument nr, nr dok, faktura sprzedaży nr, fv nr, fv`),
  },
  {
    role: 'number',
    weight: 0.4,
    phrases: phrases(
      `beleg, nota, kenmerk, document, documento, pièce, numer dok, n, núm, num, número de serie`,
    ),
  },
  {
    role: 'otherNumber',
    weight: 1,
    phrases:
      phrases(`vertragskonto, vertragskontonummer, mitgliedsnummer, zählernummer, zähler, zählpunkt, marktlokation, kostenstelle, angebot nr, angebotsnummer, lieferschein, unsere kundennummer, ihre kundennummer, debitor, debitoren nr, debitorennummer, steuernummer kunde, leitweg id, zimmer, ust schlüssel,
      your order no, your order number, your ref, our ref, customer ref, order ref, job number, account ref, a c no, acct, client code, client ref, client id, contract number, meter, meter no, policy no, policy number, customer code, company number, registration no, registration number, reg number, license, lic no, dispatch note no,
      your account, booking reference, booking ref, folio, folio no, room, room no, quote no, quotation no, estimate no, siret no, n siret, n siren, n° siret, ape, code naf, vos références, vos réf, nos réf, nos références, votre référence, notre référence, votre commande, n° bl, bl n°, affaire n°, devis n°, n° contrat, contrat, compteur,
      su pedido, su referencia, nº albarán, núm pedido, contrato, contrato nº, nº contrato, presupuesto nº, cód cliente, vs rif, ns rif, rif ordine, cod cliente, cod cli, commessa, n cliente, codice destinatario, cod destinatario, preventivo n, cig, cup, requisição, guia, guia nº, v referência, nº contribuinte cliente, ficha,
      relatienummer, uw klantnummer, uw klantnr, uw kenmerk, uw ordernummer, offertenummer, projectnummer, werkorder, werknummer, nr umowy, numer umowy, indeks, bdo, pkwiu, nr wz, kod klienta, kontrahent nr, nr rachunku, mobiel, mob, handy`),
  },
  {
    role: 'date',
    weight: 1,
    phrases:
      phrases(`rg datum, rech datum, re datum, dokumentdatum, erstellungsdatum, ausstellungstag, rechnungstag, datum rechnung, belegdatum, date tax point, tax point date, date of document, inv date, bill issued, bill issue date, invoice issue date, date raised, raised on, date of bill, statement date invoice,
      date de la pièce, date pièce, date facturation, en date du, facturé le, établie le, établi le, date du facture, fecha documento, fecha del documento, fecha doc, fecha expedición, expedida el, fecha de la factura, data doc, data del documento, in data, emessa in data, data emiss, data do doc, data de emissao, emitido a,
      notadatum, dagtekening, documentdatum, datum nota, factuur datum, data wyst, wystawiona w dniu, data wystawienia dokumentu, wystawiono w dniu, z dnia, rechnungsdatum leistungsdatum, rechnungsdatum lieferdatum, rechnungs und lieferdatum, rechnungs und leistungsdatum`),
  },
  { role: 'date', weight: 0.6, phrases: phrases(`del, du, d d, dd, ausgestellt, dated as of`) },
  {
    role: 'dueDate',
    weight: 1,
    phrases:
      phrases(`zahlungstermin, bitte zahlen bis, zahlbar spätestens, spätestens bis, zahlung fällig, fälligkeitstermin, fällig zum, zahlbar bis zum, netto fällig, abbuchung am, einzug am, wird eingezogen am, payment due by, pay before, to be paid by, payment deadline, latest payment date, due for payment, direct debit date, payable on,
      payable le, à payer le, échéance le, prélèvement le, date de prélèvement, règlement le, date de règlement, réglable le, fecha vto, vto, vencimientos, fecha de cargo, f vencimiento, scad, scadenza rata, data scad, scadenze, da pagarsi entro, entro e non oltre il, prazo de pagamento, data limite, pagamento até, vencimento em,
      vervaldag, betaaltermijn tot, uiterlijk te betalen, incassodatum, betalen vóór, termin, termin płatn, płatne do dnia, do zapłaty do dnia, zapłacić do`),
  },
  {
    role: 'otherDate',
    weight: 1,
    phrases:
      phrases(`liefertag, versanddatum, wareneingang, tag der leistung, leistungstag, leistungsmonat, ihre bestellung vom, angebot vom, vertrag vom, gedruckt am, ausdruck vom, druck, stand, verbrauchszeitraum, anreise, abreise, ankunft, lieferung am, leistung vom, ablesung, ablesedatum, eingang, gutschrift vom, auftrag vom, abgelesen am,
      despatch date, dispatch date, shipped on, job date, date ordered, quote date, run date, print date, printed, for the period, arrival, departure, arrival date, departure date, order placed, date of service, dates of service, delivered on, collection date, reading date, start date, end date, valid from, service period from, period from, period to,
      livré le, date d'expédition, expédié le, intervention du, devis du, édité le, imprimé le, édition du, période facturée, période de consommation, arrivée, départ, date bl, date de réalisation, date livraison, date commande, fecha albarán, fecha de envío, presupuesto de, impreso el, periodo de consumo, fecha entrega, fecha servicio, fecha de salida, fecha de entrada,
      data spedizione, data trasporto, ddt del, preventivo del, stampato il, data stampa, periodo di riferimento, data arrivo, data partenza, data di carga, data de carga, data do serviço, orçamento de, impresso em, data de impressão, período de faturação, datum levering, verzenddatum, leveringsdatum, offertedatum, afdrukdatum, geprint op, factuurperiode, verbruiksperiode, aankomst, vertrek,
      zamówienie z dnia, wydrukowano, data wydruku, za okres, okres, data realizacji, data wysyłki, data zakończenia dostawy lub wykonania usługi, data dokonania dostawy`),
  },
  {
    role: 'total',
    weight: 1,
    phrases:
      phrases(`forderungsbetrag, betrag zu zahlen, zu überweisen, überweisungsbetrag, abbuchungsbetrag, zu zahlender gesamtbetrag, rechnungstotal, total chf, total eur inkl mwst, total inkl mwst, gesamtforderung, rechnungsbetrag inkl mwst, rechnungsbetrag eur, rechnungsbetrag in eur, gesamtbetrag eur, gesamtbetrag in eur, summe inkl umsatzsteuer, gesamtbetrag inkl ust, betrag inkl mwst, betrag inkl ust, bruttorechnungsbetrag, summe gesamt, fälliger gesamtbetrag, total zu zahlen, endbetrag brutto, endbetrag eur,
      total gbp, total inc vat gbp, total sterling, invoice value, total value, total charges, total due gbp, total due eur, invoice amount, total amount payable, total cost, amount to be paid, total invoice, total this invoice, total for this invoice, total inclusive of vat, gross invoice total, please pay, pay this amount, total amount inc vat, total due usd, new balance due, current charges due, full amount due, payment total, charges total,
      total toutes taxes comprises, montant à régler, somme à régler, à régler, total t t c, montant net à payer, total ttc à payer, total à régler, total ttc eur, montant facture, montant de la facture, prix total ttc, total facture ttc, montant prélevé, solde ttc, total euros ttc, líquido a percibir, líquido a pagar, total fra, total factura eur, importe factura, importe total factura, total euros, suma total, total importe, importe líquido, total documento eur,
      tot documento, totale documento eur, importo totale documento, totale eur, tot fattura, tot a pagare, totale generale, importo a pagare, totale netto a pagare, netto a pagare eur, totale fattura eur, totale iva compresa, totale ivato, valor total da fatura, total do documento, total documento, total eur, total pagar, total líquido a pagar, valor do documento,
      factuurtotaal, totaal te voldoen, eindbedrag, totaalbedrag incl btw, te voldoen bedrag, totaal inclusief btw eur, totaal verschuldigd, totaal nota, bedrag inclusief btw, totaal te betalen eur, notabedrag, totaal factuurbedrag, pozostaje do zapłaty, kwota należności ogółem, do zapłaty pln, wartość brutto razem, razem wartość brutto, kwota do zapłaty pln, suma do zapłaty, należność, ogółem brutto, razem kwota brutto`),
  },
  {
    role: 'net',
    weight: 1,
    phrases:
      phrases(`summe ohne umsatzsteuer, summe ohne ust, entgelt, entgelt netto, nettosumme eur, netto summe, warenwert netto, gesamt ohne mwst, total exkl mwst, betrag exkl mwst, netto eur, gesamtbetrag ohne mwst, gesamtbetrag ohne ust, nettorechnungsbetrag, summe nettobeträge, steuerpflichtiger betrag, steuerpflichtiges entgelt, betrag ohne mwst, betrag ohne ust, summe positionen netto,
      nett, nett total, total nett, goods value, value excl vat, amount ex vat, total exclusive of vat, net invoice total, invoice subtotal, total ex gst, net goods, sub total excl vat, net of vat, amount before vat, total before vat, vatable amount, vat base, taxable total, net charges, total goods,
      total h t, total ht net, net ht, total brut ht, montant hors taxes, hors taxes, total hors tva, montant net ht, base hors taxe, base tva, total net, total ht eur, montant net, total bruto, base, bases, neto, suma bases, suma importes, importe bruto, total sin impuestos, base imp, total base imponible,
      tot imponibile, imponibile iva, totale righe, totale beni, totale prestazioni, totale imponibile eur, imponibile netto, total s iva, total iliquido, valor sem iva, total base, mercadoria serviços, base de incidência, total tributável, soma, goederenbedrag, grondslag, grondslag btw, totaal ex btw, netto totaal, bedrag exclusief btw, subtotaal excl btw, totaal exclusief btw, totaal zonder btw, maatstaf van heffing, wartość netto razem, netto razem, razem wartość netto, podstawa opodatkowania, ogółem netto`),
  },
  {
    role: 'tax',
    weight: 1,
    phrases:
      phrases(`gesetzl mwst, gesetzliche mwst, gesetzliche mehrwertsteuer, gesetzliche umsatzsteuer, mwst eur, ust eur, zzgl gesetzl mwst, zzgl mehrwertsteuer, zuzüglich mwst, zuzüglich umsatzsteuer, plus mwst, plus ust, mwst total, total mwst, ust gesamt, umsatzsteuer gesamt, steuersumme, add vat, vat due, vat gbp, total sales tax, plus gst, tax due, total tax due, vat payable, vat charged, taxes and fees, output vat,
      t v a, tva montant, total t v a, taxe, taxes comprises, montant taxes, tva due, tva collectée, iva repercutido, cuotas, total cuota, total cuota iva, total impuestos, importe impuestos, imp iva, tot iva, iva eur, tot imposta, imposta iva, valor i v a, total i v a, total imposto, montante de iva, taxa, btw hoog tarief, btw laag tarief, omzetbelasting, totaal omzetbelasting, totaalbedrag btw, btw te betalen, btw eur, razem podatek, wartość podatku, podatek razem, kwota podatku vat, vat razem`),
  },
  {
    role: 'charge',
    weight: 1,
    phrases: phrases(
      `frachtkosten, mindermengenzuschlag, anfahrt, anfahrtspauschale, bearbeitungsgebühr, transportkosten, porto und verpackung, rundungsausgleich, rundungsdifferenz, carriage, postage and packing, round off, rounding off, fuel surcharge, admin fee, booking fee, insurance, frais de dossier, éco participation, écart d'arrondi, port et emballage, ajuste por redondeo, gastos, spese, spese incasso, bollo, spese bancarie, acerto, portes e embalagem, orderkosten, vrachtkosten, transportkosten, afrondingsverschil, administratiekosten, zaokrąglenia, koszt transportu, przesyłka, opakowanie`,
    ),
  },
  {
    role: 'paid',
    weight: 1,
    phrases:
      phrases(`alter saldo, offene posten, saldovortrag, vorjahresbetrag, geleistete abschläge, abschlag bezahlt, abzgl vorauszahlung, abzgl anzahlung, nachzahlung, verbleibender betrag, noch offen, bereits geleistet, bereits gezahlte abschläge, saldo alt, neuer saldo, kontostand, ausstehend, stückzahl, ep, brought forward, balance from last bill, payments received, paid to date, less deposit, deposit paid, less payments, less paid, outstanding, amount outstanding, balance outstanding, last bill, previous bill, opening balance, closing balance, unit cost, each, credit limit, balance to pay,
      déjà réglé, avance, solde antérieur, ancien solde, solde, solde à payer, solde dû, acomptes, acompte déduit, à déduire, report, a cuenta, entregado a cuenta, deuda anterior, saldo anterior, saldo pendiente, pendiente, pendiente de pago, resto a pagar, già pagato, residuo da pagare, saldo, saldo da versare, saldo precedente, insoluti precedenti, anticipo versato, già versato, adiantamento, já pago, em dívida, dívida anterior, valor em dívida,
      reeds voldaan, voorschot, nog te betalen, openstaand, openstaand bedrag, openstaande posten, restant, vorig saldo, reeds betaald, poprzednie saldo, zaległość, saldo pozostaje, do dopłaty, cena jedn netto`),
  },
  {
    role: 'vatId',
    weight: 1,
    phrases: phrases(
      `ustid nr, ust identifikationsnummer, umsatzsteuer identnr, ust id no, vat reg, vat registration, vat registered number, vat regn no, our vat no, identifiant tva, n° identification tva, n tva, tva intracommunautaire n°, nif iva, nº iva, identificativo fiscale ai fini iva, identificativo fiscale, cod fiscale p iva, c f e p iva, cf p iva, btw identificatienr, ob nummer, nr vat ue, vat ue, atu, nip pl`,
    ),
  },
  {
    role: 'buyerVatId',
    weight: 1,
    phrases: phrases(
      `ihre ust idnr, ihre ustid, ihre umsatzsteuer identifikationsnummer, kunden ustid nr, kunden uid, ust idnr empfänger, your vat reg no, your vat registration number, customer vat reg no, customer vat number, client vat no, votre n° tva, votre tva, n° tva du client, tva acheteur, su nif, su cif, nif del cliente, vs p iva, p iva cliente, v contribuinte, v nº contrib, uw btw nr, btw nr klant, uw btw nummer, nip kupującego`,
    ),
  },
  {
    role: 'buyer',
    weight: 1,
    phrases:
      phrases(`adressat, regulierer, rechnung geht an, rechnungskunde, kundenadresse, kundendaten, rechnungsempfängerin, abnehmer, vertragspartner, ihre daten, ihre adresse, rechnungs und lieferanschrift, rechnungs und lieferadresse, bill to ship to, bill to and ship to, sold to bill to, invoice address, invoice customer, invoiced party, charged to, our client, your details, customer name and address, account holder address, messrs, billed for, billing contact, sold to address, purchaser, addressee,
      adressé à, coordonnées du client, facturation, facturé à l'attention de, nom du client, votre adresse, titulaire du compte client, client facturé, livré et facturé à, adresse de facturation et de livraison, razón social cliente, sr sra, facturado, datos de facturación, datos de cliente, datos fiscales, nombre del cliente, titular del contrato, dirección fiscal, cliente facturación, cessionario committente, cessionario, committente, spett, spett ditta, egregio, intestazione, ragione sociale cliente, dati cliente, dati del cliente, cliente fatturazione, destinatario fattura, fatturato a nome di,
      adquirente, exmo s sr s, exmos senhores, exmo senhor, exmo a sr a, nome do cliente, afnemer, opdrachtgever, debiteur, koper, factureren aan, uw gegevens, klantgegevens, gefactureerd aan, facturatieadres, nabywca płatnik, odbiorca faktury, nabywca odbiorca, klient nabywca`),
  },
  {
    role: 'shipTo',
    weight: 1,
    phrases:
      phrases(`verwendungsstelle, abweichende lieferanschrift, versandadresse, verbrauchsstelle, lieferstelle, entladestelle, ladestelle, empfänger der ware, warenempfängerin, leistungsort, ort der leistung, baustelle, einsatzort, site address, job address, delivered at, place of supply, supply address, property address, collection from, shipper, work address, ship to address, installation address,
      expédié à, livraison, livraison à, lieu d'intervention, lieu de consommation, destinataire des marchandises, expéditeur, adresse du chantier, adresse d'expédition, dirección de suministro, entregar en, lugar de suministro, envío a, luogo di destinazione, destinazione merce, destinazione diversa, consegna a, indirizzo di fornitura, luogo destinazione, local de descarga, local de carga, entregar em, local da obra, werkadres, verzenden naar, leveren aan, adres van levering, adres wysyłki, miejsce wykonania, adres odbiorcy`),
  },
  {
    role: 'seller',
    weight: 1,
    phrases:
      phrases(`es schreibt ihnen, anbieter, leistungserbringerin, rechnungsstellerin, verkauft durch, verkauf durch, verkauf und versand durch, aussteller, our details, invoice issued by, billed from, sold through, seller details, supplier details, supplier name, remit from, vendu par, émise par, émis par, vendu et expédié par, coordonnées du vendeur, société émettrice, vendido por, emitida por, expedidor, datos del vendedor, datos de la empresa, empresa emisora, venduto da, emittente, cedente prestatore, emessa da, dati del fornitore, prestatore, vendido e enviado por,
      emitido por, dados do emitente, opdrachtnemer, verkocht door, geleverd door, dienstverlener, sprzedający, wystawiający, dane wystawcy`),
  },
]
