// What tells a shipping label: one page with an address, a tracking number and barcodes.
import { type Terms, weighted } from '../document-class.ts'

export const shippingLabelTerms: Terms = {
  titles: weighted({
    2.8: 'shipping label, versandetikett, paketschein, paketmarke, priority mail, express, first class package, ups ground, ground, parcel, paket, packchen, colissimo, dpd, gls, fedex, ups, usps, dhl, dhl express, chronopost, postnl, poczta polska, correos, bpost, inpost, hermes, evri, royal mail, tracked 24, tracked 48, tracked, etiqueta de envio, etichetta di spedizione, verzendlabel, etiqueta de expedicao, etykieta wysylkowa, etiquette d expedition, next day air, international priority',
  }),
  words: weighted({
    1.5: 'ship to, tracking, tracking no, tracking number, tracking id, sendungsnummer, sendungs nr, empfanger, absender, usps tracking, paketnummer, numero de suivi, n de suivi, destinataire, expediteur, numero de seguimiento, remitente, destinatario, mittente, numero di tracking, spedizione, afzender, geadresseerde, ontvanger, track trace, remetente, numero de rastreio, nadawca, odbiorca, numer przesylki, waybill, sscc, weight, lbs, kg, gewicht, poids, peso, waga, billing p p, postage paid, u s postage, return service requested, signature required, dim wt, ship date, actwgt, cad, 1 of 1, pkg, pkgs, leitcode, identcode, routing, contents, from, to, deliver to, ref, piece',
  }),
  shape: {
    barcode: 1,
    'few words': 0.8,
    'some words': 0.3,
    amounts: -2.5,
    'many words': -4,
    prose: -3,
    table: -0.8,
    'machine readable zone': -2,
  },
}
