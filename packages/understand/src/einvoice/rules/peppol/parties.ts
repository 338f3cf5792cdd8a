// Who is from where, as the rules of Peppol's countries ask it.
import { find, findAll, type XmlElement } from '../../xml.ts'
import type { Terms } from '../terms.ts'

export type Countries = {
  /** By the VAT id, else that of the tax representative, else by the address. */
  seller: string | null
  buyer: string | null
  /** By the address alone. */
  sellerAt: string | null
  buyerAt: string | null
}

export const sellerOf = ({ root }: Terms): XmlElement | undefined =>
  find(root, 'AccountingSupplierParty/Party')
export const buyerOf = ({ root }: Terms): XmlElement | undefined =>
  find(root, 'AccountingCustomerParty/Party')

const isVat = (scheme: XmlElement): boolean => find(scheme, 'TaxScheme/ID')?.text.toUpperCase() === 'VAT'

/** The VAT id of a party, or its other tax number (`vat` false). */
export const taxIdOf = (party: XmlElement | undefined, vat = true): string | null =>
  findAll(party, 'PartyTaxScheme').flatMap((one) =>
    isVat(one) === vat ? (find(one, 'CompanyID')?.text ?? []) : [],
  )[0] ?? null

const countryAt = (party: XmlElement | undefined): string | null =>
  find(party, 'PostalAddress/Country/IdentificationCode')?.text.toUpperCase() ?? null

const prefixOf = (taxId: string | null): string | null => taxId?.slice(0, 2).toUpperCase() ?? null

export function countriesOf(terms: Terms): Countries {
  const [seller, buyer] = [sellerOf(terms), buyerOf(terms)]
  const representative = find(terms.root, 'TaxRepresentativeParty')
  const [sellerAt, buyerAt] = [countryAt(seller), countryAt(buyer)]
  return {
    seller: prefixOf(taxIdOf(seller)) ?? prefixOf(taxIdOf(representative)) ?? sellerAt,
    buyer: prefixOf(taxIdOf(buyer)) ?? buyerAt,
    sellerAt,
    buyerAt,
  }
}
