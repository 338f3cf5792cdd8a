// A supplier as it is sent, made into what is kept: codes without spaces, and checked.
import { NewSupplier } from '@countersign/contract/supplier'
import { parseIban } from '@countersign/understand/normalise/iban'
import { parseVatId } from '@countersign/understand/normalise/vat-id'
import { Value } from 'typebox/value'
import { codeKey } from '../domain/seller.ts'
import { Problem } from '../platform/problem.ts'
import type { Supplier } from '../ports/precedents.ts'
import type { Fault } from './csv.ts'

/** `place` says which one it is, for who must mend it. */
export function checkedSupplier(given: NewSupplier, place: string): Supplier | Fault[] {
  if (given.name === '')
    return [{ path: `${place}, name`, message: 'It is empty. Every supplier needs a name.' }]
  if (!Value.Check(NewSupplier, given)) {
    const [error] = Value.Errors(NewSupplier, given)
    return [{ path: `${place}${error?.instancePath ?? ''}`, message: error?.message ?? 'It is not valid.' }]
  }
  const vatId = given.vatId ? codeKey(given.vatId) : null
  const ibans = (given.ibans ?? []).map(codeKey)
  const faults = [
    ...(vatId !== null && parseVatId(vatId)?.fault === 'checksum'
      ? [{ path: `${place}, vatId`, message: `"${vatId}" is no valid VAT id: its check digits are wrong.` }]
      : []),
    ...ibans
      .filter((iban) => parseIban(iban)?.fault !== null)
      .map((iban) => ({
        path: `${place}, iban`,
        message: `"${iban.slice(0, 40)}" is no valid IBAN. Compare it with the supplier's own paper.`,
      })),
  ]
  return faults.length > 0
    ? faults
    : { name: given.name.trim(), number: given.number ?? null, vatId, ibans: [...new Set(ibans)] }
}

const mostFaults = 50

/** All of them or none; throws `suppliers.invalid`, which names each fault. */
export function checkedList(given: readonly NewSupplier[], placeOf: (index: number) => string): Supplier[] {
  const faults: Fault[] = []
  const suppliers = given.flatMap((one, index) => {
    const made = checkedSupplier(one, placeOf(index))
    if (!Array.isArray(made)) return [made]
    faults.push(...made)
    return []
  })
  if (faults.length > 0) throw invalidList(faults)
  return suppliers
}

export const invalidList = (faults: readonly Fault[]): Problem =>
  new Problem(
    'suppliers.invalid',
    `The list was not taken, and the one before still holds. ${faults[0]?.path ?? ''}: ${faults[0]?.message ?? ''} Mend what "errors" names, and send it again.`,
    { errors: faults.slice(0, mostFaults) },
  )
