// What tells a receipt: the slip of a till.
import { type Terms, weighted } from '../document-class.ts'

export const receiptTerms: Terms = {
  titles: weighted({
    2.4: 'receipt, sales receipt, quittung, kassenbon, kassenbeleg, bewirtungsbeleg, ticket, ticket de caisse, ticket de compra, recu, scontrino, scontrino fiscale, documento commerciale, kassabon, bon, recibo, talao, factura simplificada, fatura simplificada, paragon, paragon fiskalny, cash bill, cash receipt, simplified tax invoice, guest check, recu de caisse',
    0.8: 'tax invoice, beleg, fatura recibo',
  }),
  words: weighted({
    1.6: 'cashier, please come again, goods sold are not returnable, simplified tax invoice, gst summary, cash bill, ruckgeld, es bediente sie, vielen dank fur ihren einkauf, kassierer, bon nr, especes, rendu, rendu monnaie, a rendre, wisselgeld, contant, contante, contanti, resto, efectivo, cambio, numerario, troco, gotowka, reszta, kasjer, sprzedaz opodatkowana, le atendio, change due, tendered, atendido por, caissier, cassa, kassa, exchange within',
    1: 'cash, change, receipt no, receipt number, gegeben, bar, kasse, girocard, kartenzahlung, kundenbeleg, tse, thank you, rounding, rounding adj, carte bancaire, merci de votre visite, gracias por su visita, gracias por su compra, grazie e arrivederci, dank u wel, bedankt, tot ziens, obrigado, obrigado pela visita, dziekujemy, zapraszamy ponownie, cb, visa, mastercard, debit card, card payment, pinnen, pin, aid, contactless, store, tip, server, table, guests, bewirtung, tisch, mesa, tavolo, einkauf, total sales, not refundable, take away, dine in, salesperson, served by, item count, total items, total qty, total quantity, cash change, total after rounding, rounding adjustment, customer copy, merchant copy, approval code, you saved, total savings, goods sold, terima kasih, cash tendered, amount tendered, no refund',
    0.5: 'qty, item, total rounded, zu zahlen, beleg nr, beleg, paid, suma pln, suma, bezahlt, auth code, terminal, member, till, till no, counter, points',
  }),
  shape: {
    amounts: 1.2,
    slip: 1.6,
    'time of day': 0.9,
    prose: -2,
    'check boxes': -1,
    'machine readable zone': -2,
  },
}
