// Whom an account buys from: what sellers and accounts on invoices are held against.
import { type Static, Type } from 'typebox'

const Code = (most: number, description: string) =>
  Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: most }), Type.Null()], { description }))

/** A supplier as it is sent. */
export const NewSupplier = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    number: Code(60, 'your own number for it'),
    vatId: Code(40, 'with its country: DE136695976'),
    ibans: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
        maxItems: 20,
        description: 'accounts that may be paid; none: no account is checked',
      }),
    ),
  },
  { additionalProperties: false },
)
export type NewSupplier = Static<typeof NewSupplier>

/** A supplier as it is kept: VAT id and accounts without spaces. */
export const Supplier = Type.Object(
  {
    id: Type.String({ pattern: '^sup_[0-9a-z]{26}$' }),
    name: Type.String(),
    number: Type.Union([Type.String(), Type.Null()]),
    vatId: Type.Union([Type.String(), Type.Null()]),
    ibans: Type.Array(Type.String()),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'Supplier' },
)
export type Supplier = Static<typeof Supplier>

export const mostSuppliers = 20_000

export const SupplierList = Type.Object(
  { suppliers: Type.Array(NewSupplier, { maxItems: mostSuppliers }) },
  { additionalProperties: false },
)
export type SupplierList = Static<typeof SupplierList>

export const SupplierParams = Type.Object({ id: Type.String({ pattern: '^sup_[0-9a-z]{26}$' }) })
