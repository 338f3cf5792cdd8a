// What tells a delivery note: goods went out; quantities, and mostly no prices.
import { type Terms, weighted } from '../document-class.ts'

export const deliveryNoteTerms: Terms = {
  titles: weighted({
    3.4: 'delivery note, packing slip, packing list, delivery docket, dispatch note, delivery receipt, goods delivery note, lieferschein, *lieferschein, packliste, bordereau de livraison, bon de livraison, albaran, albaran de entrega, nota de entrega, documento di trasporto, bolla di consegna, ddt, pakbon, leveringsbon, afleverbon, guia de remessa, guia de transporte, nota de remessa, list przewozowy, dowod dostawy, dokument wz, wydanie zewnetrzne, wz, consignment note, bill of lading',
  }),
  words: weighted({
    1.5: 'delivered by, received by, goods received, received in good condition, number of packages, gross weight, net weight, carrier, driver, ware erhalten, ware vollstandig erhalten, empfangen, lieferscheinnummer, lieferschein nr, lieferscheindatum, versandart, packstucke, bruttogewicht, anzahl packstucke, spediteur, recu par, marchandise recue, poids brut, nombre de colis, transporteur, recibido por, conforme, bultos, peso bruto, transportista, firma del destinatario, vettore, colli, numero colli, causale del trasporto, causale trasporto, aspetto esteriore dei beni, ontvangen door, ontvangen in goede staat, vervoerder, aantal colli, recebido por, transportador, volumes, odebral, wydal, ilosc opakowan, qty shipped, ship via, shipped via, quantity shipped, quantity delivered, qty ordered, backordered, back order, liefermenge, quantite livree, cantidad entregada, geleverd, ilosc wydana',
    0.8: 'delivery date, dispatch date, ship date, lieferdatum, versanddatum, date de livraison, fecha de entrega, data consegna, leverdatum, data de entrega, data dostawy, order number, your order, ihre bestellung, deliver to, warenempfanger, lieferanschrift, destinataire, destinatario, afleveradres, odbiorca, lagerort, warehouse, batch, charge, lot',
  }),
  shape: { amounts: -1.2, slip: -1, card: -1, 'machine readable zone': -2 },
}
