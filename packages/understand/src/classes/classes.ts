// The table of classes. A new class is a new folder and a row here.
import type { DocumentClass } from '@countersign/contract/extraction'
import { bankStatement } from './bank-statement/bank-statement.ts'
import { businessCard } from './business-card/business-card.ts'
import { contract } from './contract/contract.ts'
import { creditNote } from './credit-note/credit-note.ts'
import { deliveryNote } from './delivery-note/delivery-note.ts'
import type { ClassDefinition } from './document-class.ts'
import { drivingLicence } from './driving-licence/driving-licence.ts'
import { form } from './form/form.ts'
import { idCard } from './id-card/id-card.ts'
import { invoice } from './invoice/invoice.ts'
import { letter } from './letter/letter.ts'
import { other } from './other/other.ts'
import { passport } from './passport/passport.ts'
import { purchaseOrder } from './purchase-order/purchase-order.ts'
import { receipt } from './receipt/receipt.ts'
import { shippingLabel } from './shipping-label/shipping-label.ts'

export const classDefinitions: Readonly<Record<DocumentClass, ClassDefinition>> = {
  invoice,
  credit_note: creditNote,
  receipt,
  purchase_order: purchaseOrder,
  delivery_note: deliveryNote,
  contract,
  id_card: idCard,
  passport,
  driving_licence: drivingLicence,
  business_card: businessCard,
  bank_statement: bankStatement,
  form,
  shipping_label: shippingLabel,
  letter,
  other,
}

/**
 * The confidence under which a field waits for a person, by class (`invoice`) and by field (`invoice.total`), unless a
 * workflow says otherwise.
 */
export const defaultConfidence: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(classDefinitions).flatMap(([name, { threshold, thresholds = {} }]) => [
    [name, threshold],
    ...Object.entries(thresholds).map(([field, value]) => [`${name}.${field}`, value]),
  ]),
)

/** What a workflow says of confidence laid over the defaults: a word about a class counts for all of its fields. */
export function confidenceWith(given: Readonly<Record<string, number>> = {}): Record<string, number> {
  const kept = Object.entries(defaultConfidence).filter(
    ([key]) => given[key.split('.')[0] ?? ''] === undefined,
  )
  return { ...Object.fromEntries(kept), ...given }
}

/** The fields of each class whose doubt holds nothing up. */
export const defaultOptional: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(classDefinitions).map(([name, { optional = [] }]) => [name, optional]),
)

/** The fields each class must have, unless a workflow says otherwise. */
export const defaultRequired: Readonly<Record<string, string[]>> = Object.fromEntries(
  Object.entries(classDefinitions).map(([name, { required }]) => [name, [...required]]),
)
