// What the specification identifiers of e-invoices are called, and which class a type code means.
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'

/** By what the identifier contains, the most special first. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^urn:ferd:CrossIndustryDocument:invoice:1p0:basic$/i, 'ZUGFeRD 1 Basic'],
  [/^urn:ferd:CrossIndustryDocument:invoice:1p0:comfort$/i, 'ZUGFeRD 1 Comfort'],
  [/^urn:ferd:CrossIndustryDocument:invoice:1p0:extended$/i, 'ZUGFeRD 1 Extended'],
  [/urn:zugferd\.de:2p0:minimum$/i, 'ZUGFeRD 2 Minimum'],
  [/urn:zugferd\.de:2p0:basicwl$/i, 'ZUGFeRD 2 Basic WL'],
  [/urn:zugferd\.de:2p0:basic$/i, 'ZUGFeRD 2 Basic'],
  [/urn:zugferd\.de:2p0:extended$/i, 'ZUGFeRD 2 Extended'],
  [/urn:factur-x\.eu:1p0:minimum$/i, 'Factur-X Minimum'],
  [/urn:factur-x\.eu:1p0:basicwl$/i, 'Factur-X Basic WL'],
  [/urn:factur-x\.eu:1p0:basic$/i, 'Factur-X Basic'],
  [/urn:factur-x\.eu:1p0:extended$/i, 'Factur-X Extended'],
  [/urn:fdc:peppol\.eu:2017:poacc:billing:3\.0$/i, 'Peppol BIS Billing 3.0'],
  [/^urn:cen\.eu:en16931:2017$/i, 'EN 16931'],
]

/** `urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic` is "Factur-X Basic"; an unknown one stays as it is. */
export function profileNamed(identifier: string | null): string {
  if (identifier === null) return 'not named'
  const xrechnung = /xrechnung_(\d\.\d)(?:#|$)/.exec(identifier)?.[1]
  if (xrechnung) return `XRechnung ${xrechnung}`
  return known.find(([shape]) => shape.test(identifier))?.[1] ?? identifier.slice(0, 200)
}

/** UNTDID 1001: credit notes, also self-billed ones, for financial adjustments and of factors. */
const creditNotes = new Set(['81', '83', '261', '262', '308', '381', '396', '532'])

const creditNote = documentClasses.find((name: string) => name === 'credit_note') ?? 'invoice'

/** A credit note is a class of its own where classes know it, else an invoice. */
export const classByCode = (code: string | null): DocumentClass =>
  code !== null && creditNotes.has(code) ? creditNote : 'invoice'
