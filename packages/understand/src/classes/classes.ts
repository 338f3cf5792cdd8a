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

/** The confidence under which a field of each class waits for a person, unless a workflow says otherwise. */
export const defaultConfidence: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(classDefinitions).map(([name, { threshold }]) => [name, threshold]),
)

/** The fields each class must have, unless a workflow says otherwise. */
export const defaultRequired: Readonly<Record<string, string[]>> = Object.fromEntries(
  Object.entries(classDefinitions).map(([name, { required }]) => [name, [...required]]),
)
