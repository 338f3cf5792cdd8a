// What understanding finds: a class, fields with evidence, and findings.
import { type Static, Type } from 'typebox'
import { Box } from './layout.ts'

export const documentClasses = [
  'invoice',
  'credit_note',
  'receipt',
  'purchase_order',
  'delivery_note',
  'contract',
  'id_card',
  'passport',
  'driving_licence',
  'business_card',
  'bank_statement',
  'form',
  'shipping_label',
  'letter',
  'other',
] as const
export const DocumentClass = Type.Enum(documentClasses)
export type DocumentClass = Static<typeof DocumentClass>

/** An amount in minor units of its ISO 4217 currency; `currency` is null where none was printed. */
export const Money = Type.Object({
  minor: Type.Integer(),
  currency: Type.Union([Type.String({ pattern: '^[A-Z]{3}$' }), Type.Null()]),
})
export type Money = Static<typeof Money>

/** Where on which page a value stands. */
export const Evidence = Type.Object({ page: Type.Integer({ minimum: 1 }), box: Box })
export type Evidence = Static<typeof Evidence>

/** Canonical value: ISO 8601 date, Money, ISO code, `true` or `false`, or text, by `type`. */
export const FieldValue = Type.Union([Type.String(), Money])
export type FieldValue = Static<typeof FieldValue>

/** Where in the XML of an e-invoice a value stands: the file's name, and a path of elements from its root. */
export const XmlPlace = Type.Object({ file: Type.String(), path: Type.String() })
export type XmlPlace = Static<typeof XmlPlace>

export const Field = Type.Object({
  name: Type.String(),
  type: Type.Enum(['text', 'date', 'money', 'currency', 'iban', 'vatId', 'number', 'boolean']),
  value: FieldValue,
  raw: Type.String({ description: 'as printed' }),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  evidence: Type.Array(Evidence, {
    description: 'where it stands, or what it was derived from; empty where a person entered it',
  }),
  origin: Type.Enum(['document', 'derived', 'person', 'xml'], {
    description: '`xml`: read from the XML of an e-invoice and not printed; such a value is exact',
  }),
  parts: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description:
        'the value taken apart: e164, country, national of a telephone number; street, number, postcode, town, country of an address; base, legalForm of a company; title, given, family of a person',
    }),
  ),
  xml: Type.Optional(XmlPlace),
  why: Type.Optional(
    Type.Array(Type.Object({ reason: Type.String(), weight: Type.Number() }), {
      description: 'what spoke for (above 0) and against (below 0) this value, the weightiest first',
    }),
  ),
})
export type Field = Static<typeof Field>

const Decimal = Type.Union([Type.String({ pattern: '^-?\\d+(\\.\\d+)?$' }), Type.Null()], {
  description: 'a decimal number such as "9.90", null where it is not printed',
})
const Printed = Type.Union([Type.String(), Type.Null()])

/** One line of an invoice, order or receipt. `unitPrice` is in the currency of the document and may have any number of decimals. */
export const LineItem = Type.Object({
  description: Printed,
  article: Printed,
  quantity: Decimal,
  unit: Printed,
  unitPrice: Decimal,
  taxRate: Decimal,
  amount: Type.Union([Money, Type.Null()]),
  raw: Type.String({ description: 'as printed' }),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  evidence: Type.Array(Evidence),
  xml: Type.Optional(XmlPlace),
  why: Type.Optional(
    Type.Array(Type.Object({ reason: Type.String(), weight: Type.Number() }), {
      description: 'what spoke for reading it so; given where decided documents taught the table',
    }),
  ),
})
export type LineItem = Static<typeof LineItem>

/** The tax of one rate; `category` by UNCL 5305 (S standard, Z zero, E exempt, AE reverse charge, ...). */
export const TaxShare = Type.Object({
  category: Type.Union([Type.String(), Type.Null()]),
  rate: Decimal,
  base: Type.Union([Money, Type.Null()]),
  amount: Type.Union([Money, Type.Null()]),
  xml: Type.Optional(XmlPlace),
})
export type TaxShare = Static<typeof TaxShare>

/** The e-invoice that was found in a document's files. */
export const EInvoiceFound = Type.Object({
  syntax: Type.Enum(['cii', 'ubl'], { description: 'UN/CEFACT Cross Industry Invoice, or OASIS UBL' }),
  profile: Type.String({ description: 'for example "Factur-X EN 16931" or "XRechnung 3.0"' }),
  file: Type.String({ description: 'the uploaded file, or the attachment of the PDF' }),
})
export type EInvoiceFound = Static<typeof EInvoiceFound>

/** A rule's objection; never an exception. `error` holds the document for a person, `warning` is shown. */
export const Finding = Type.Object({
  rule: Type.String({ description: 'dotted, singular: total.mismatch' }),
  severity: Type.Enum(['error', 'warning', 'info']),
  message: Type.String(),
  field: Type.Optional(Type.String()),
  page: Type.Optional(Type.Integer()),
  box: Type.Optional(Box),
})
export type Finding = Static<typeof Finding>

export const modelKinds = ['layouts', 'classes', 'thresholds'] as const
export const ModelKind = Type.Enum(modelKinds, {
  description:
    'layouts: where values stand on papers of a layout; classes: what such papers are; thresholds: how sure a field must be',
})
export type ModelKind = Static<typeof ModelKind>

/** What the account had taught when the document was understood: the versions used, and what follows for its checks. */
export const LearnedUse = Type.Object({
  models: Type.Array(
    Type.Object({
      kind: ModelKind,
      version: Type.Integer({ minimum: 1 }),
      trial: Type.Optional(Type.Boolean({ description: 'true: the version that was on trial' })),
    }),
  ),
  lessons: Type.Integer({ description: 'how many decided documents of this layout spoke' }),
  thresholds: Type.Record(Type.String(), Type.Number(), {
    description: 'by class and field, below what a workflow says itself',
  }),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Field.properties.type,
      required: Type.Boolean(),
    }),
    { description: "the account's own fields of this class" },
  ),
})
export type LearnedUse = Static<typeof LearnedUse>

/** What was understood in one run of a document. */
export const Extraction = Type.Object({
  documentId: Type.String(),
  run: Type.Integer(),
  class: DocumentClass,
  classConfidence: Type.Number({ minimum: 0, maximum: 1 }),
  classWhy: Type.Optional(
    Type.Array(Type.Object({ reason: Type.String(), weight: Type.Number() }), {
      description: 'what spoke for the class (over 0) and against it, strongest first',
    }),
  ),
  language: Type.Union([Type.String(), Type.Null()]),
  fields: Type.Array(Field),
  lines: Type.Optional(
    Type.Array(LineItem, { description: 'the lines of a commercial document, in the order of the page' }),
  ),
  taxes: Type.Optional(Type.Array(TaxShare)),
  eInvoice: Type.Optional(EInvoiceFound),
  learned: Type.Optional(LearnedUse),
  findings: Type.Array(Finding),
})
export type Extraction = Static<typeof Extraction>

/** What a person decided (`field` null) or changed: before, after, who and why. */
export const Correction = Type.Object(
  {
    eventId: Type.String({ description: 'the event of the decision it belongs to' }),
    at: Type.String({ format: 'date-time' }),
    who: Type.String({ description: 'the person a key acted for, else the key' }),
    field: Type.Union([Type.String(), Type.Null()], { description: 'null for the decision itself' }),
    before: Type.Union([Field, Type.Null()]),
    after: Type.Union([FieldValue, Type.Null()], {
      description: 'null: removed; for the decision: approve or reject',
    }),
    why: Type.Union([Type.String(), Type.Null()]),
    lines: Type.Optional(
      Type.Object(
        { before: Type.Array(LineItem), after: Type.Array(LineItem) },
        { description: 'where `field` is `lines`: all lines as they were, and as the person left them' },
      ),
    ),
  },
  { $id: 'Correction' },
)
export type Correction = Static<typeof Correction>
