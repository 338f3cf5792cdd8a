// The table of classes. A new class is a new folder and a row here.
import type { DocumentClass } from '@countersign/contract/extraction'
import { contract } from './contract/contract.ts'
import type { ClassDefinition } from './document-class.ts'
import { form } from './form/form.ts'
import { id } from './id/id.ts'
import { invoice } from './invoice/invoice.ts'
import { other } from './other/other.ts'
import { receipt } from './receipt/receipt.ts'

export const classDefinitions: Readonly<Record<DocumentClass, ClassDefinition>> = {
  invoice,
  receipt,
  contract,
  id,
  form,
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
