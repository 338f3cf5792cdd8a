import type { Field } from '@countersign/contract/extraction'
import { extractCommercial } from '../../extract/commercial.ts'
import { type FieldSpec, field, readLabelled } from '../../labelled/labelled.ts'
import type { Found } from '../../labelled/labels.ts'
import type { Sheet, Token } from '../../page/sheet.ts'
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
    { lines: 5, join: ', ' },
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
    const suppliers = labelled.labels.filter(({ spec }) => spec.name === 'supplier')
    const commercial = extractCommercial(withoutBlocks(sheet, suppliers), { language, style: 'letter' })
    const rest = commercial.fields.flatMap(asOrder).filter((one) => !own.has(one.name))
    return { fields: [...labelled.fields, ...rest], findings: labelled.findings, lines: commercial.lines }
  },
}

const kept = new Set(['date', 'net', 'tax', 'total', 'currency'])

const block = { lines: 7, width: 0.4 }

/** The supplier's own block would be taken for whoever writes, as on an invoice. */
function withoutBlocks(sheet: Sheet, labels: readonly Found<FieldSpec>[]): Sheet {
  const areas = labels.map(({ first, to, left, top, bottom, row }) => {
    const width = sheet.pages.find(({ number }) => number === first.page)?.width ?? 595
    const next = row.tokens.slice(to + 1).find((token) => token.left - left > 4 * sheet.height)
    const right = Math.min(next?.left ?? Infinity, left + block.width * width)
    return {
      page: first.page,
      left: left - 4,
      right,
      top: top - 1,
      bottom: bottom + block.lines * 1.4 * sheet.height,
    }
  })
  const inside = (page: number, token: Token) =>
    areas.some(
      (area) =>
        area.page === page &&
        token.left >= area.left &&
        token.left < area.right - 2 &&
        token.top >= area.top &&
        token.bottom <= area.bottom,
    )
  const rows = sheet.rows
    .map((row) => ({ ...row, tokens: row.tokens.filter((token) => !inside(row.page, token)) }))
    .filter(({ tokens }) => tokens.length > 0)
    .map((row, index) => ({ ...row, index }))
  return { ...sheet, rows }
}

/** The head of an order names its buyer, where the head of an invoice names the seller. */
function asOrder(one: Field): Field[] {
  if (one.name === 'seller') return [{ ...one, name: 'buyer' }]
  return kept.has(one.name) ? [one] : []
}
