// XML that is an invoice or an order of another format: not read, and named rather than passed over.
import type { Finding } from '@countersign/contract/extraction'
import type { XmlElement } from './xml.ts'

/** What the namespace or the name of the root tells; the first that fits counts. */
const formats: readonly (readonly [RegExp, string])[] = [
  [/^urn:un:unece:uncefact:data:SCRDMCCBDACIO\w+:\S* \w+$/, 'an order (Order-X)'],
  [/^urn:oasis:names:specification:ubl:schema:xsd:(?:Order|OrderResponse|OrderChange)-2 /, 'an order (UBL)'],
  [/^urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2 /, 'a despatch advice (UBL)'],
  [/^urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2 /, 'a response (UBL)'],
  [/^urn:oasis:names:specification:ubl:schema:xsd:/, 'a UBL document of another kind'],
  [/^urn:un:unece:uncefact:data:standard:CrossIndustry/, 'a UN/CEFACT document of another kind'],
  [/ivaservizi\.agenziaentrate\.gov\.it|[ :]FatturaElettronica\w*$/i, 'a FatturaPA (Italy)'],
  [/facturae\.|[ ]Facturae$/i, 'a Facturae (Spain)'],
  [/^https?:\/\/crd\.gov\.pl\/wzor|ksef/i, 'a KSeF invoice (Poland)'],
  [/ebinterface\.at\//i, 'an ebInterface invoice (Austria)'],
  [/isdoc\.cz\//i, 'an ISDOC invoice (Czechia)'],
  [/schemas\.nav\.gov\.hu\//i, 'an invoice for NAV (Hungary)'],
  [/[ ]Finvoice$/, 'a Finvoice (Finland)'],
  [/sfti|[ ]Svefaktura/i, 'a Svefaktura (Sweden)'],
  [/www\.sat\.gob\.mx\/cfd/i, 'a CFDI (Mexico)'],
  [/portalfiscal\.inf\.br\//i, 'an NF-e (Brazil)'],
  [/oioxml|rep\.oio\.dk/i, 'an OIOXML invoice (Denmark)'],
]

/** What a root that no reader knows belongs to; null where nothing is known of it, and it is left alone. */
export const foreignFormat = ({ namespace, name }: XmlElement): string | null =>
  formats.find(([shape]) => shape.test(`${namespace} ${name}`))?.[1] ?? null

/** A document may carry an order beside its invoice: a word, no fault. */
export const otherFormat = (file: string, format: string): Finding => ({
  rule: 'einvoice.other_format',
  severity: 'warning',
  message: `"${file.slice(0, 100)}" is ${format}, which is not read here. What is printed was read instead; ask the seller for Factur-X, XRechnung or Peppol if its values should be exact.`,
})
