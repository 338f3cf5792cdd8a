// What both syntaxes say of a party, in the order in which an address is written.
import type { XmlValue } from './e-invoice.ts'
import { codeValue, textOf, textValue, valueAt } from './values.ts'
import type { XmlElement } from './xml.ts'

/** `street` are the lines of the address above the town. */
export type PartyParts = {
  name: XmlElement | undefined
  address: XmlElement | undefined
  street: readonly (XmlElement | undefined)[]
  postalCode: XmlElement | undefined
  town: XmlElement | undefined
  country: XmlElement | undefined
  vatId: XmlElement | undefined
  taxNumber: XmlElement | undefined
}

export function sellerValues(parts: PartyParts): XmlValue[] {
  return [
    ...textValue('seller', parts.name),
    ...addressValue('sellerAddress', parts),
    ...codeValue({ name: 'vatId', type: 'vatId' }, parts.vatId),
    ...textValue('taxNumber', parts.taxNumber),
  ]
}

export function buyerValues(parts: PartyParts): XmlValue[] {
  return [
    ...textValue('buyer', parts.name),
    ...addressValue('buyerAddress', parts),
    ...codeValue({ name: 'buyerVatId', type: 'vatId' }, parts.vatId),
  ]
}

function addressValue(name: string, { address, street, postalCode, town, country }: PartyParts): XmlValue[] {
  const place = [textOf(postalCode), textOf(town)].filter((part) => part !== null).join(' ')
  const parts = [...street.map(textOf), place === '' ? null : place, textOf(country)]
  const written = parts.filter((part) => part !== null).join(', ')
  if (!address || written === '') return []
  return valueAt({ name, type: 'text' }, address, written).map((value) => ({ ...value, raw: written }))
}
