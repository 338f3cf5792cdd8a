// What kind of value a field of that name holds, whatever class it stands on.
import type { Field } from '@countersign/contract/extraction'

export type FieldType = Field['type']

const names: Partial<Record<FieldType, string>> = {
  date: `date dueDate effectiveDate deliveryDate orderDate birthDate issueDate expiryDate expirationDate startDate endDate
    periodStart periodEnd statementDate shipDate serviceDate signatureDate`,
  money: `net tax total charges prepaid due discount shipping openingBalance closingBalance tip balance`,
  currency: 'currency',
  iban: 'iban',
  vatId: 'vatId buyerVatId',
}

const byName = new Map<string, FieldType>(
  Object.entries(names).flatMap(([type, list]) =>
    list.split(/\s+/).map((name) => [name, type as FieldType] as const),
  ),
)

/** Fields that classes do not name themselves, or that a workflow may ask for before any class finds them. */
const texts =
  `seller buyer sellerAddress buyerAddress address number orderNumber contractNumber buyerReference
  precedingInvoice paymentTerms taxNumber bic title parties term notice governingLaw firstName lastName name phone email
  company documentNumber nationality trackingNumber reference`.split(/\s+/)

/** Text where nothing else is known. */
export const fieldType = (name: string): FieldType => byName.get(name) ?? 'text'

/** Every name that has a meaning of its own. */
export const knownFields: readonly string[] = [...byName.keys(), ...texts]
