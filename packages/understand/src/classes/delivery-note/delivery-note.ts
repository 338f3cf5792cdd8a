import type { Field } from '@countersign/contract/extraction'
import { extractCommercial } from '../../extract/commercial.ts'
import { field, readLabelled } from '../../labelled/labelled.ts'
import type { ClassDefinition } from '../document-class.ts'
import { deliveryNoteTerms } from './terms.ts'

const number = { pattern: /^(?=.*\d)[\p{L}\p{N}][\p{L}\p{N}/._-]{1,39}$/u }
const day = { type: 'date' } as const

const specs = [
  field(
    'number',
    'Delivery note number|Delivery note no|Delivery note #|Delivery note|Delivery no|Packing slip no|Packing slip number|Packing slip #|Packing slip|Packing list #|Shipment no|Shipment #|Shipment number|Dispatch note|Packing list no|Dispatch note no|Lieferscheinnummer|Lieferschein-Nr|Lieferschein Nr|Lieferschein|Bon de livraison n|Bordereau de livraison n|Numero de livraison|Albaran n|Numero de albaran|Nota de entrega n|DDT n|Numero DDT|Documento di trasporto n|Pakbonnummer|Pakbon nr|Leveringsbon nr|Guia de remessa n|Guia de transporte n|WZ nr|Numer dokumentu|Dokument WZ nr',
    number,
  ),
  field(
    'date',
    'Delivery note date|Dispatch date|Ship date|Shipping date|Date|Lieferscheindatum|Versanddatum|Datum|Date d expedition|Fecha de expedicion|Fecha|Data|Data DDT|Verzenddatum|Data de expedicao|Data wydania|Data wystawienia',
    day,
  ),
  field(
    'deliveryDate',
    'Delivery date|Date of delivery|Lieferdatum|Liefertag|Date de livraison|Fecha de entrega|Data di consegna|Leverdatum|Data de entrega|Data dostawy',
    day,
  ),
  field(
    'orderNumber',
    'Order number|Order no|Your order|Your order no|PO number|PO No|Purchase order|PO #|P.O. number|P.O. #|Order #|Bestellnummer|Bestell-Nr|Ihre Bestellung|Auftragsnummer|Auftrag Nr|Numero de commande|Votre commande|Commande n|Numero de pedido|Su pedido|Pedido n|Numero ordine|Vostro ordine|Bestelnummer|Uw bestelling|Ordernummer|Numero da encomenda|Vossa encomenda|Numer zamowienia|Zamowienie nr',
    number,
  ),
  field(
    'recipient',
    'Deliver to|Ship to|Delivery address|Consignee|Lieferanschrift|Lieferadresse|Warenempfänger|Empfänger|Destinataire|Livrer a|Adresse de livraison|Destinatario|Entregar a|Destinazione|Afleveradres|Geleverd aan|Odbiorca|Adres dostawy',
    { lines: 5, join: ', ' },
  ),
  field(
    'packages',
    'Number of packages|No of packages|Packages|Cartons|Anzahl Packstücke|Packstücke|Kolli|Nombre de colis|Colis|Bultos|Numero colli|Colli|Aantal colli|Volumes|Ilosc opakowan',
    {
      pattern: /^\d{1,5}$/,
    },
  ),
  field(
    'weight',
    'Gross weight|Total weight|Weight|Bruttogewicht|Gewicht|Poids brut|Poids|Peso bruto|Peso lordo|Peso|Brutogewicht|Waga brutto|Waga',
    {
      pattern: /^\d[\d.,]*\s?(?:kg|g|t|lbs?|kgs)\.?$/i,
    },
  ),
  field(null, 'Invoice no|Customer no|Kundennummer|Rechnungsnummer|Page|Seite'),
]

/** What goes with the goods: what was sent, to whom, for which order; mostly without prices. */
export const deliveryNote: ClassDefinition = {
  terms: deliveryNoteTerms,
  fields: {
    seller: { type: 'text', about: 'Who sent the goods' },
    number: { type: 'text', about: 'The number of the delivery note' },
    date: { type: 'date', about: 'The day it was made out' },
    deliveryDate: { type: 'date', about: 'The day of delivery' },
    orderNumber: { type: 'text', about: 'The order that is delivered' },
    recipient: { type: 'text', about: 'Where the goods went' },
    packages: { type: 'text', about: 'How many packages' },
    weight: { type: 'text', about: 'The gross weight, as printed' },
  },
  required: ['number', 'date'],
  threshold: 0.8,
  extract(sheet, language) {
    const labelled = readLabelled(sheet, specs, { language })
    const own = new Set(labelled.fields.map((one) => one.name))
    const { fields, lines } = extractCommercial(sheet, { language, style: 'letter' })
    const head = fields.flatMap(asNote).filter((one) => !own.has(one.name))
    return { fields: [...labelled.fields, ...head], findings: labelled.findings, lines }
  },
}

/** Where no label says where the goods went, it is whom the note is addressed to. */
function asNote(one: Field): Field[] {
  if (one.name === 'buyer') return [{ ...one, name: 'recipient', confidence: Math.min(0.75, one.confidence) }]
  return one.name === 'seller' || one.name === 'date' ? [one] : []
}
