// The words over the columns of a table of goods, in eight languages.
import { type Lexicon, phrases } from '../extract/labels.ts'
import { columnLexicon } from './lexicon-columns.ts'

export const lexicon: Lexicon = [
  ...columnLexicon,
  {
    role: 'position',
    weight: 1,
    phrases: phrases(
      `pos, position, nr, no, #, line, lp, n°, nº, lfd nr, item no, s no, sr no, sl no, ligne, línea, riga, linha, regel, poz, lfd, position, sl`,
    ),
  },
  {
    role: 'article',
    weight: 1,
    phrases:
      phrases(`art nr, artikel nr, artikelnummer, artnr, article no, article, sku, code, item code, product code, ref, réf,
      référence, código, codice, gtin, ean, indeks, kod, artikelnr, artikel no, product no, part no, art no, artigo, articolo,
      artículo, art nr lief, hsn, hsn sac, item number, bestell nr, artikelcode, referencia, referência, cod art, cod, symbol, mat nr, materialnummer, material, product id, code article, teilenummer, sachnummer, unsere art nr, ihre art nr, stock code, stock no, item #, part number, part #, catalogue no, cat no`),
  },
  {
    role: 'description',
    weight: 1,
    phrases:
      phrases(`description, bezeichnung, beschreibung, artikelbezeichnung, artikelbeschreibung, leistung, leistungen, text, details,
      goods and services, product, produkt, désignation, libellé, descripción, concepto, descrizione, descrição, designação,
      omschrijving, beschrijving, nazwa, nazwa towaru, nazwa towaru lub usługi, opis, item, items, service, title, activity,
      item description, product description, artikel, ware, bezeichnung der leistung, description of goods, particulars,
      position beschreibung, prestation, denominazione, produto, towar, denominação, servizio, serviço, dienst, producto, articolo descrizione, concept, tätigkeit, bezeichnung artikel, artikel bezeichnung, name, item name, service description, work done, description of services, description of work, usługa, omschrijving artikel, prestations, détail, détails, detalle, servicio, oggetto`),
  },
  {
    role: 'quantity',
    weight: 1,
    phrases:
      phrases(`qty, quantity, menge, anzahl, hours, units, quantité, qté, cantidad, cant, quantità, qtà, q tà, quantidade, qtd, qtde,
      aantal, hoeveelheid, ilość, stück, stk, std, stunden, hrs, qty hrs, uren, qnt, nombre, no of units, shipped, hrs qty, uds, unidades, ore, qt, liczba, q ty, qté livrée, std anzahl, ordered, qnty, quant, days, tage, jours, szt, antal`),
  },
  {
    role: 'unit',
    weight: 1,
    phrases: phrases(
      `einheit, unit, me, uom, unité, jm, j m, eenheid, unidad, unidade, um, einh, u m, vpe, meng einheit, mengen einheit, mengeneinheit, unidade, un, unid, unità, jedn, eenh, u, unit of measure, m e, jedn miary, mass einheit`,
    ),
  },
  {
    role: 'price',
    weight: 1,
    phrases:
      phrases(`unit price, einzelpreis, preis, e preis, price, rate, price each, preis einheit, nettopreis, entgelt, prix unitaire, pu,
      pu ht, p u ht, p u, prix unitaire ht, precio, precio unitario, prezzo, prezzo unitario, preço, preço unitário, prijs,
      stukprijs, prijs per stuk, cena, cena netto, cena jednostkowa, unit cost, cost, ep, einzel, einzelpreis netto, preis netto,
      unit rate, hourly rate, stückpreis, preis pro einheit, e preis netto, price unit, rate hr, vk preis, prix, unit price gbp,
      einzelpreis eur, einzelpreis €, preis €, preis eur, unit price eur, unit price usd, betrag einheit, preis ohne ust,
      preis pro stück, preis pro einheit, preis je einheit, preis pro, preis je, cena jedn, cena jedn netto, precio unidad, p unitario, prezzo unit, preço unit, p u net, eenheidsprijs, prijs eenheid, prijs per eenheid, cena jednostkowa netto, cena jedn netto,
      ep netto, einzelpreis ohne mwst, net unit price, unit price net, unit net price, net price unit, price per unit, prix unit, prix unit ht, pu net,
      precio ud, precio unit, p unit, prijs excl btw, tarif, tariff, tarief, satz, stundensatz, day rate, listenpreis, nettopreis einheit, nettoeinzelpreis, stück preis`),
  },
  {
    role: 'discount',
    weight: 1,
    phrases: phrases(
      `rabatt, discount, disc, remise, descuento, dto, sconto, desconto, korting, rabat, nachlass, disc %, rabatt %, rabatt in %, rab, rab %, discount %, remise %, korting %, sc %, sconto %, dto %, desc %, desconto %, rabat %, nachlass %, sc`,
    ),
  },
  {
    role: 'taxRate',
    weight: 1,
    phrases:
      phrases(`ust, ust %, mwst, mwst %, vat, vat %, vat rate, tax %, tax rate, steuersatz, steuer %, tva, tva %, taux tva, iva, iva %,
      aliquota, btw, btw %, stawka vat, gst, gst %, ust satz, mwst satz, gst rate, % iva, % tva, % vat, % mwst, tipo iva, aliq iva, aliquota iva, taxa iva, btw tarief, taux de tva, tax, ust in %, mwst in %, mwst satz in %, vat code, tax code, stawka, ust schlüssel, mwst code, st, % btw, % ust, vat in %, tax in %`),
  },
  {
    role: 'tax',
    weight: 1,
    phrases: phrases(
      `tax amount, vat amount, steuer, steuerbetrag, gst amount, kwota vat, igst, cgst, sgst, vat amount, mwst betrag, ust betrag, montant tva, cuota iva, importe iva, importo iva, imposta, valor iva, montante iva, btw bedrag, tva montant, mehrwertsteuer betrag, tax value, steuerbetrag eur`,
    ),
  },
  {
    role: 'amount',
    weight: 1,
    phrases:
      phrases(`amount, betrag, gesamt, gesamtpreis, gesamtbetrag, summe, total, line total, net, netto, nettobetrag, nettowert,
      pos betrag, positionsbetrag, montant, montant ht, total ht, importe, importo, totale, valor, importância, bedrag, totaal,
      wartość, wartość netto, kwota, extended, extended price, line amount, value, net amount, total price, gesamt netto,
      g preis, gp, betrag eur, betrag €, gesamtpreis eur, gesamtpreis €, amount eur, amount gbp, amount usd, total eur, total net,
      summe eur, total amount, amount due, subtotal, taxable value, net value, total excl vat, wert, gesamt eur, gesamt €,
      total gbp, net price, gesamtpreis netto, amount excl vat, line value, betrag netto, totaal excl btw, prix total ht, prix total, montant net, total net ht, base imponible, importe neto, importe sin iva, imponibile, prezzo totale, importo netto, totale netto, valor líquido,
      total líquido, importância líquida, bedrag excl btw, totaal excl, kwota netto, net total, total excl tax, net line amount, gesamtpreis ohne mwst, netto betrag, zeilenbetrag, positionswert,
      positionssumme, summe netto, total excluding vat, amount net, ext price, price total, totaalbedrag, entgelt netto`),
  },
  {
    role: 'gross',
    weight: 1,
    phrases:
      phrases(`gross, gross amount, gross total, total gross, amount incl vat, total incl vat, total incl tax, amount incl tax, total including vat, line total incl vat,
      brutto, bruttobetrag, gesamt brutto, betrag brutto, summe brutto, gesamtpreis brutto, gesamt inkl mwst, gesamt inkl ust, betrag inkl mwst, bruttopreis, endpreis, gesamtbetrag brutto,
      total ttc, montant ttc, prix ttc, prix total ttc, total con iva, importe con iva, total iva incl, totale ivato, totale iva incl, totale iva inclusa, importo lordo, totale lordo, importo ivato,
      valor com iva, total com iva, totaal incl btw, bedrag incl btw, bruto, totaal incl, prijs incl btw, wartość brutto, kwota brutto, valor bruto, importe bruto`),
  },
]
