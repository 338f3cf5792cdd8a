// The words beside the values of commercial documents: French, Spanish, Italian and Portuguese.
import { type Lexicon, phrases } from './labels.ts'

export const romanceLexicon: Lexicon = [
  {
    role: 'number',
    weight: 1,
    phrases:
      phrases(`numéro de facture, n° de facture, no de facture, nº de facture, facture n°, facture nº, facture numéro, n° facture,
      numéro facture, réf facture, référence facture, avoir n°, número de factura, nº de factura, n° de factura, factura nº, factura n°,
      factura núm, núm factura, nº factura, factura número, numero fattura, n° fattura, nr fattura, fattura n, fattura n°,
      fattura nr, fattura numero, numero documento, n documento, número da fatura, nº da fatura, n° da fatura, fatura nº,
      fatura n°, fatura número, número fatura, nota fiscal nº, nº documento, fatura recibo nº, numero della fattura`),
  },
  {
    role: 'number',
    weight: 0.9,
    phrases:
      phrases(`ticket n°, n° ticket, ticket nº, nº ticket, reçu n°, n° de reçu, ticket número, recibo nº, nº recibo, scontrino n,
      n scontrino, documento n, talão nº, n° du document, numéro de pièce, pièce n°, factura simplificada nº, n° pièce`),
  },
  {
    role: 'number',
    weight: 0.5,
    phrases: phrases(`facture, factura, fattura, fatura, numéro, número, n°, nº`),
  },
  {
    role: 'otherNumber',
    weight: 1,
    phrases:
      phrases(`commande, n° de commande, n° commande, numéro de commande, bon de commande, commande n°, référence client,
      numéro client, n° client, n° de client, code client, réf client, bon de livraison, téléphone, tél, portable, télécopie, siret,
      siren, rcs, code ape, naf, n° de compte, compte, pedido, nº de pedido, número de pedido, pedido nº, cliente nº, nº cliente,
      nº de cliente, número de cliente, código cliente, albarán, nº albarán, teléfono, tfno, móvil, ordine, n ordine, numero ordine,
      ordine n, vs ordine, codice cliente, cliente n, ddt, rif, telefono, cellulare, cod fisc, codice fiscale, rea, encomenda,
      encomenda nº, nº encomenda, nº de encomenda, nº de cliente, código de cliente, guia de remessa, telefone, telemóvel, telef,
      caisse, caissier, caja, cajero, cassa, cassiere, operador, operatore, terminal nº, réf, référence, article, artículo,
      articolo, artigo, table n°, mesa, tavolo, page n°, página, pagina, nº cuenta, conta nº`),
  },
  {
    role: 'date',
    weight: 1,
    phrases:
      phrases(`date de facture, date facture, date de facturation, date d'émission, date émission, émise le, émis le, facture du,
      date du document, fecha de factura, fecha factura, fecha de emisión, fecha emisión, fecha de expedición, emitida el,
      data fattura, data della fattura, data di emissione, data emissione, data documento, emessa il, data da fatura, data fatura,
      data de emissão, data emissão, data do documento, emitida em, emitido em, fattura del, date de la facture`),
  },
  {
    role: 'date',
    weight: 0.8,
    phrases: phrases(`fecha y hora, data e ora, data ora, date et heure, data hora, le, fecha hora`),
  },
  {
    role: 'dueDate',
    weight: 1,
    phrases:
      phrases(`date d'échéance, échéance, date échéance, à payer avant le, payable avant le, à régler avant le, règlement avant le,
      date limite de paiement, date limite, paiement dû le, fecha de vencimiento, fecha vencimiento, vencimiento, vence el,
      pagar antes de, fecha de pago, fecha límite de pago, data di scadenza, data scadenza, scadenza, scadenza pagamento,
      da pagare entro, pagamento entro, entro il, data de vencimento, data vencimento, vencimento, pagar até, vence em,
      data limite de pagamento`),
  },
  {
    role: 'otherDate',
    weight: 1,
    phrases:
      phrases(`date de livraison, livraison le, date de commande, commande du, période, période de facturation, fecha de entrega,
      fecha de pedido, fecha pedido, período, periodo, data di consegna, data consegna, data ordine, ordine del, data de entrega,
      data da encomenda, data encomenda, date d'impression, fecha de impresión, date de prestation, fecha de operación`),
  },
  {
    role: 'total',
    weight: 1,
    phrases:
      phrases(`total ttc, montant ttc, montant total ttc, net à payer, total à payer, montant à payer, reste à payer, total général,
      à payer, total de la facture, montant dû, net à payer ttc, total facture, total a pagar, importe total, total factura, total con iva,
      total iva incluido, importe a pagar, total general, a pagar, total eur, total documento, totale documento, totale fattura,
      totale da pagare, totale dovuto, totale complessivo, importo totale, netto a pagare, totale a pagare, da pagare,
      totale iva inclusa, totale euro, importo da pagare, importo dovuto, valor total, total com iva, total da fatura,
      total fatura, valor a pagar, total ilíquido com iva, total geral, montant total, importe total con iva`),
  },
  { role: 'total', weight: 0.7, phrases: phrases(`totale, ttc, total euros, importo, importe, montant`) },
  {
    role: 'net',
    weight: 1,
    phrases:
      phrases(`total ht, montant ht, total hors taxes, total hors taxe, sous total, sous total ht, montant total ht, total net ht,
      base ht, base imponible, total sin iva, subtotal sin iva, importe neto, total neto, suma, imponible, imponibile,
      totale imponibile, totale netto, subtotale, importo netto, totale senza iva, base imponibile, totale merce, base tributável,
      total sem iva, total líquido, valor líquido, total ilíquido, incidência, subtotal sem iva, ht, totale netto merce`),
  },
  {
    role: 'tax',
    weight: 1,
    phrases:
      phrases(`total tva, montant tva, dont tva, tva à, montant de la tva, total taxes, taxes, total iva, cuota iva, importe iva, cuota,
      i.v.a., iva al, impuestos, imposta, totale iva, importo iva, di cui iva, totale imposta, iva compresa, valor iva, total do iva,
      imposto, valor do iva, total de impostos, iva incluido, iva inclusa`),
  },
  {
    role: 'charge',
    weight: 1,
    phrases:
      phrases(`frais de port, port, livraison, frais de livraison, transport, arrondi, pourboire, gastos de envío, portes, envío,
      redondeo, propina, spese di spedizione, spedizione, trasporto, arrotondamento, spese di trasporto, portes de envio,
      despesas de envio, transporte, arredondamento, gorjeta, frais`),
  },
  {
    role: 'discount',
    weight: 1,
    phrases: phrases(
      `remise, rabais, escompte, réduction, bon de réduction, descuento, dto, cupón, sconto, buono, desconto`,
    ),
  },
  {
    role: 'paid',
    weight: 1,
    phrases:
      phrases(`espèces, rendu, rendu monnaie, monnaie rendue, carte bancaire, cb, carte bleue, acompte, acompte versé, déjà payé,
      payé, reçu, especes, efectivo, cambio, entregado, tarjeta, su cambio, recibido, pagado, anticipo, contanti, contante, resto,
      pagato, carta, bancomat, carta di credito, pagamento contante, acconto, importo pagato, dinheiro, numerário, troco, cartão,
      multibanco, entregue, pago, recebido, prix unitaire, p.u., pu ht, quantité, qté, precio unitario, precio, cantidad, cant,
      prezzo unitario, prezzo, quantità, qtà, preço unitário, preço, quantidade, qtd, prix, capital social, capital, solde précédent`),
  },
  {
    role: 'vatId',
    weight: 1,
    phrases:
      phrases(`n° tva, numéro de tva, n° de tva, tva intra, tva intracom, n° tva intracommunautaire, id tva, tva n°, nif iva, nif cif,
      cif nif, n.i.f., c.i.f., nif nº, número de iva, p.iva, partita iva n, part iva, cod iva, contribuinte, nº contribuinte,
      nipc, contribuinte nº, tva fr, vat n`),
  },
  {
    role: 'buyerVatId',
    weight: 1,
    phrases: phrases(
      `tva client, n° tva client, nif cliente, cif cliente, p iva cliente, contribuinte do cliente, nif do cliente`,
    ),
  },
  {
    role: 'buyer',
    weight: 1,
    phrases:
      phrases(`facturé à, facturer à, client, adresse de facturation, destinataire, à l'attention de, adresse client,
      doit, acheteur, cliente, facturar a, facturado a, datos del cliente, dirección de facturación, comprador,
      destinatario, spett.le, spettabile, intestatario, fatturare a, fatturato a, indirizzo di fatturazione,
      acquirente, cessionario, faturar a, faturado a, exmo sr, exmos srs, dados do cliente, morada de faturação, destinatário`),
  },
  {
    role: 'shipTo',
    weight: 1,
    phrases:
      phrases(`adresse de livraison, livré à, livrer à, lieu de livraison, dirección de envío, dirección de entrega,
      enviar a, entregar a, indirizzo di consegna, indirizzo di spedizione, spedire a, luogo di consegna, destinazione,
      morada de entrega, local de entrega, endereço de entrega`),
  },
  {
    role: 'seller',
    weight: 1,
    phrases:
      phrases(`vendeur, fournisseur, émetteur, prestataire, emisor, proveedor, vendedor, datos del emisor, fornitore, cedente,
      venditore, mittente, fornecedor, emitente, prestador`),
  },
  {
    role: 'iban',
    weight: 1,
    phrases: phrases(`coordonnées bancaires, rib, cuenta bancaria, datos bancarios, coordinate bancarie`),
  },
  { role: 'currency', weight: 1, phrases: phrases(`devise, moneda, divisa, valuta, moeda`) },
]
