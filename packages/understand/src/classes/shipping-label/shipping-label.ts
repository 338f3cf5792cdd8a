import type { Field, Finding } from '@countersign/contract/extraction'
import { makeField } from '../../extract/field.ts'
import { type FieldSpec, field, readLabelled } from '../../labelled/labelled.ts'
import { type Sheet, type Span, segmentsOf, spanOf, textOf } from '../../page/sheet.ts'
import type { ClassDefinition } from '../document-class.ts'
import { shippingLabelTerms } from './terms.ts'
import { parseTracking, type Tracking } from './tracking.ts'

const specs: readonly FieldSpec[] = [
  field(
    'recipient',
    'Ship to|Deliver to|To|Recipient|Consignee|Empfänger|An|Destinataire|Destinatario|Ontvanger|Geadresseerde|Destinatário|Odbiorca|Adresat',
    { lines: 6, join: ', ' },
  ),
  field(
    'sender',
    'Ship from|From|Sender|Absender|Von|Expéditeur|Expediteur|Remitente|Mittente|Afzender|Remetente|Nadawca',
    { lines: 6, join: ', ' },
  ),
  field('weight', 'Weight|Act wt|Actwgt|Gewicht|Poids|Peso|Waga|Wt', {
    pattern: /^\d[\d.,]*\s?(?:kg|g|lbs?|oz)\.?$/i,
  }),
  field(
    'printedTracking',
    'Tracking number|Tracking no|Tracking #|Tracking ID|TRK#|Tracking|USPS Tracking #|Sendungsnummer|Sendungs-Nr|Paketnummer|Numero de suivi|N de suivi|Numero de seguimiento|Numero di tracking|Spedizione n|Track & trace|Barcode|Numero de rastreio|Numer przesylki|Waybill|AWB',
    { pattern: /^(?=(?:.*\d){6})[A-Z0-9][A-Z0-9 -]{7,34}$/ },
  ),
  field(null, 'Ref|Reference|Billing|Date|Ship date|Contents|Piece|Referenz|Inhalt'),
]

const carriers =
  /\b(?:ups|usps|fedex|dhl|dpd|gls|hermes|evri|royal mail|deutsche post|la poste|colissimo|chronopost|correos|poste italiane|postnl|bpost|ctt|inpost|poczta polska|tnt|seur|mrw|brt|amazon)\b/i

/** A label on a parcel: where it goes, and the number by which it is followed. */
export const shippingLabel: ClassDefinition = {
  terms: shippingLabelTerms,
  fields: {
    trackingNumber: { type: 'text', about: 'The number of the parcel' },
    trackingKind: {
      type: 'text',
      about: 'Which numbering it follows: ups, s10, sscc, usps, fedex, dhl_express, dpd or amazon',
    },
    carrier: { type: 'text', about: 'Who carries it, as printed' },
    recipient: { type: 'text', about: 'Where it goes' },
    sender: { type: 'text', about: 'Where it comes from' },
    weight: { type: 'text', about: 'The weight, as printed' },
  },
  required: ['trackingNumber', 'recipient'],
  threshold: 0.8,
  extract(sheet, language) {
    const { fields } = readLabelled(sheet, specs, { language })
    const tracking = trackingOf(
      sheet,
      fields.find((one) => one.name === 'printedTracking'),
    )
    const rest = fields.filter((one) => one.name !== 'printedTracking')
    const missing = (name: string) => !rest.some((one) => one.name === name)
    return {
      fields: [
        ...tracking.fields,
        ...carrierOf(sheet),
        ...rest,
        ...(missing('recipient') ? recipientOf(sheet, rest) : []),
        ...(missing('sender') ? senderOf(sheet, rest) : []),
        ...(missing('weight') ? weightOf(sheet) : []),
      ],
      findings: tracking.findings,
    }
  },
}

/** Who sends it often stands without a label in the upper left corner: lines of an address above the recipient. */
function senderOf(sheet: Sheet, known: readonly Field[]): Field[] {
  const recipient = known.find(({ name }) => name === 'recipient')?.evidence[0]
  const [page] = sheet.pages
  if (recipient === undefined || page === undefined || recipient.page !== page.number) return []
  const limit = recipient.box[1] * page.height - sheet.height
  const lines = sheet.rows
    .filter((row) => row.page === page.number && row.bottom < limit)
    .flatMap((row) =>
      segmentsOf(row)
        .filter(({ left }) => left < 0.4 * page.width)
        .slice(0, 1),
    )
  const end = lines.findIndex((line) => postcode.test(textOf(line)))
  const some = lines
    .slice(Math.max(0, end - 4), end + 1)
    .filter((line) => !/^\D{0,3}[\d\s()+-]{7,}$|\w:/.test(textOf(line)))
  if (end < 1 || some.length < 2) return []
  const value = some.map((line) => textOf(line).replace(/,$/, '')).join(', ')
  return [makeField({ name: 'sender', type: 'text', value, spans: some, score: 0.7 })]
}

/** Where no label says whom it goes to: the first lines of an address that end in a postcode and are not the sender's. */
function recipientOf(sheet: Sheet, known: readonly Field[]): Field[] {
  const sender = known.find(({ name }) => name === 'sender')?.raw ?? ''
  const lines = sheet.rows.flatMap((row) => segmentsOf(row))
  for (const [end, last] of lines.entries()) {
    if (!postcode.test(textOf(last)) || /:/.test(textOf(last)) || sender.includes(textOf(last))) continue
    const some = [last]
    for (let at = end - 1; at >= 0 && some.length < 6; at--) {
      const [line, below] = [lines[at], some[0]]
      if (line === undefined || below === undefined || Math.abs(line.left - last.left) > 6) continue
      const apart = below.top - line.bottom > 1.3 * sheet.height || line.row.page !== last.row.page
      if (apart || /:|^[A-Z]{2} [\d ]{9,}/.test(textOf(line))) break
      some.unshift(line)
    }
    if (some.length < 3) continue
    const value = some.map((line) => textOf(line).replace(/,$/, '')).join(', ')
    return [makeField({ name: 'recipient', type: 'text', value, spans: some, score: 0.7 })]
  }
  return []
}

const postcode =
  /\b[A-Z]{2},? \d{5}(?:-\d{4})?$|^(?:[A-Z]{1,3}-)?\d{4,5} \p{L}|^\d{2}-\d{3} \p{L}|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/u

/** A weight says what it is by its unit. */
function weightOf(sheet: Sheet): Field[] {
  for (const row of sheet.rows)
    for (let at = 0; at < row.tokens.length; at++)
      for (const span of [spanOf(row, at), spanOf(row, at, Math.min(at + 1, row.tokens.length - 1))]) {
        const value = textOf(span)
        if (/^\d{1,3}(?:[.,]\d{1,3})?\s?(?:kgs?|lbs?|oz)\.?$/i.test(value))
          return [makeField({ name: 'weight', type: 'text', value, spans: [span], score: 0.85 })]
      }
  return []
}

type Seen = { tracking: Tracking; make: (name: string, value: string, score: number) => Field }

/** A barcode is read without doubt; then what is printed and proves itself; then what a label speaks for. */
function trackingOf(sheet: Sheet, labelled: Field | undefined): { fields: Field[]; findings: Finding[] } {
  const seen = [...inBarcodes(sheet), ...inPrint(sheet)]
  const best =
    seen.find(({ tracking }) => tracking.valid && distinct(tracking)) ??
    seen.find((one) => one.tracking.valid)
  if (best !== undefined) {
    const { number, kind } = best.tracking
    return {
      fields: [best.make('trackingNumber', number, 0.97), best.make('trackingKind', kind, 0.95)],
      findings: [],
    }
  }
  if (labelled === undefined) return { fields: [], findings: [] }
  const number = String(labelled.value).replace(/\s/g, '')
  const parsed = parseTracking(number)
  const own: Field = { ...labelled, name: 'trackingNumber', value: parsed?.number ?? number }
  if (parsed === null) return { fields: [own], findings: [] }
  if (parsed.valid)
    return {
      fields: [own, { ...labelled, name: 'trackingKind', value: parsed.kind }],
      findings: [],
    }
  const message = `The check digit of the tracking number "${labelled.raw}" does not agree. Compare it with the label.`
  const finding: Finding = {
    rule: 'tracking.check_digit',
    severity: 'error',
    message,
    field: 'trackingNumber',
  }
  return { fields: [{ ...own, confidence: own.confidence * 0.5 }], findings: [finding] }
}

/** Ten to fifteen digits may be anything; the longer shapes are not. */
const distinct = ({ kind }: Tracking): boolean => !['fedex', 'dhl_express', 'dpd'].includes(kind)

function inBarcodes(sheet: Sheet): Seen[] {
  return sheet.pages.flatMap(({ codes, number: page }) =>
    codes.flatMap(({ content, box }) => {
      const tracking = parseTracking(content.slice(0, 60))
      if (tracking === null) return []
      const make: Seen['make'] = (name, value, score) => ({
        name,
        type: 'text',
        value,
        raw: content.slice(0, 300),
        confidence: score,
        evidence: [{ page, box }],
        origin: 'document',
      })
      return [{ tracking, make }]
    }),
  )
}

function inPrint(sheet: Sheet): Seen[] {
  const seen: Seen[] = []
  for (const row of sheet.rows)
    for (let from = 0; from < row.tokens.length && seen.length < 20; from++)
      for (let to = from; to < Math.min(row.tokens.length, from + 8); to++) {
        const span: Span = spanOf(row, from, to)
        const tracking = parseTracking(textOf(span))
        if (tracking === null || !tracking.valid || !distinct(tracking)) continue
        seen.push({
          tracking,
          make: (name, value, score) => makeField({ name, type: 'text', value, spans: [span], score }),
        })
      }
  return seen
}

function carrierOf(sheet: Sheet): Field[] {
  for (const row of sheet.rows) {
    const whole = spanOf(row, 0, row.tokens.length - 1)
    const found = carriers.exec(textOf(whole))
    if (found !== null)
      return [makeField({ name: 'carrier', type: 'text', value: found[0], spans: [whole], score: 0.85 })]
  }
  return []
}
