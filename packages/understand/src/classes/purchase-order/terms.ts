// What tells a purchase order: a buyer asks for goods.
import { type Terms, weighted } from '../document-class.ts'

export const purchaseOrderTerms: Terms = {
  titles: weighted({
    3.4: 'purchase order, order form, bestellung, *bestellung, auftrag an lieferanten, bon de commande, orden de compra, pedido de compra, ordine d acquisto, ordine di acquisto, ordine fornitore, inkooporder, bestelbon, bestelling, ordem de compra, pedido, nota de encomenda, encomenda, zamowienie, zamówienie, commande',
  }),
  words: weighted({
    1.5: 'vendor, ship via, requisitioner, requested by, authorized by, authorised by, delivery required by, please supply, please deliver, wir bestellen, bestelldatum, liefertermin, wunschtermin, lieferant, lieferantennummer, fournisseur, date de commande, delai de livraison, proveedor, fecha de pedido, fecha del pedido, fecha de entrega, fornitore, data ordine, data di consegna, leverancier, besteldatum, gewenste leverdatum, fornecedor, data da encomenda, prazo de entrega, dostawca, data zamowienia, termin dostawy, order confirmation requested, bitte bestatigen sie, auftragsbestatigung erbeten, veuillez nous livrer, rogamos nos suministren, wij bestellen, zamawiamy, zamawiajacy',
    1: 'po number, po date, purchase order number, order date, bestellnummer, bestell nr, lieferadresse, lieferanschrift, lieferbedingungen, fob, incoterms, numero de commande, numero de pedido, numero ordine, ordernummer, bestelnummer, numer zamowienia, deliver to, buyer, einkauf, einkaufer, approved by, delivery address, supplier',
    0.4: 'ship to, unit price, einzelpreis, quantity, menge, prix unitaire, precio unitario, prezzo unitario',
  }),
  shape: { amounts: 0.4, slip: -1, card: -1.5, 'machine readable zone': -2 },
}
