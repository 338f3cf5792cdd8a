import type { Field } from '@countersign/contract/extraction'
import { extractCommercial } from '../../extract/commercial.ts'
import { field, readLabelled } from '../../labelled/labelled.ts'
import type { ClassDefinition } from '../document-class.ts'
import { purchaseOrderTerms } from './terms.ts'

const number = { pattern: /^(?=.*\d)[\p{L}\p{N}][\p{L}\p{N}/._-]{1,39}$/u }
const day = { type: 'date' } as const

const specs = [
  field(
    'number',
    'Purchase order number|Purchase order no|Purchase order #|Purchase order|PO number|PO No|PO #|PO|P.O. number|P.O. No|Order number|Order no|Bestellnummer|Bestell-Nr|Bestellung Nr|Bestellung|Auftragsnummer|Bon de commande n|Numero de commande|Commande n|Numero de pedido|Pedido n|Orden de compra n|Numero ordine|Ordine n|Ordine d acquisto n|Bestelnummer|Inkoopordernummer|Ordernummer|Numero da encomenda|Pedido numero|Numer zamowienia|Zamowienie nr',
    number,
  ),
  field(
    'date',
    'Order date|PO date|Date of order|Date|Bestelldatum|Datum|Date de commande|Fecha de pedido|Fecha del pedido|Fecha|Data ordine|Data|Besteldatum|Data da encomenda|Data do pedido|Data zamowienia',
    day,
  ),
  field(
    'deliveryDate',
    'Delivery date|Delivery required by|Required by|Required date|Deliver by|Ship by|Liefertermin|Wunschtermin|Gewünschter Liefertermin|Date de livraison|Livraison souhaitee|Fecha de entrega|Data di consegna|Gewenste leverdatum|Leverdatum|Prazo de entrega|Data de entrega|Termin dostawy',
    day,
  ),
  field(
    'supplier',
    'Vendor|Supplier|To supplier|Lieferant|An Lieferant|Fournisseur|Proveedor|Fornitore|Leverancier|Fornecedor|Dostawca|Order to',
    {
      lines: 1,
    },
  ),
  field(
    'deliverTo',
    'Ship to|Deliver to|Delivery address|Lieferadresse|Lieferanschrift|Adresse de livraison|Direccion de entrega|Indirizzo di consegna|Afleveradres|Endereco de entrega|Adres dostawy',
    {
      lines: 4,
    },
  ),
  field(null, 'Terms|Payment terms|Ship via|Requested by|Requisitioner|FOB|Zahlungsbedingungen|Einkäufer'),
]

/** An order that a buyer sends to a supplier; who writes it is the buyer. */
export const purchaseOrder: ClassDefinition = {
  terms: purchaseOrderTerms,
  fields: {
    buyer: { type: 'text', about: 'Who orders' },
    supplier: { type: 'text', about: 'Who is to deliver' },
    number: { type: 'text', about: 'The number of the order' },
    date: { type: 'date', about: 'The day of the order' },
    deliveryDate: { type: 'date', about: 'When the goods are wanted' },
    deliverTo: { type: 'text', about: 'Where the goods are to go' },
    net: { type: 'money', about: 'The net amount' },
    tax: { type: 'money', about: 'The tax' },
    total: { type: 'money', about: 'The total' },
    currency: { type: 'currency', about: 'ISO 4217' },
  },
  required: ['number', 'date'],
  threshold: 0.8,
  extract(sheet, language) {
    const labelled = readLabelled(sheet, specs, { language })
    const own = new Set(labelled.fields.map((one) => one.name))
    const commercial = extractCommercial(sheet, { language, style: 'letter' })
    const rest = commercial.fields.flatMap(asOrder).filter((one) => !own.has(one.name))
    return { fields: [...labelled.fields, ...rest], findings: labelled.findings }
  },
}

const kept = new Set(['date', 'net', 'tax', 'total', 'currency'])

/** The head of an order names its buyer, where the head of an invoice names the seller. */
function asOrder(one: Field): Field[] {
  if (one.name === 'seller') return [{ ...one, name: 'buyer' }]
  return kept.has(one.name) ? [one] : []
}
