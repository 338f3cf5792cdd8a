// What the account knows from before, out of its database: its documents, and its suppliers.
import { withAccount } from '../../db/sql.ts'
import type { Archive } from '../../documents/holdings.ts'
import { announceFingerprint, findDuplicates } from '../../documents/precedents/fingerprints.store.ts'
import { findSuppliers } from '../../masterdata/suppliers.store.ts'
import type { Precedents } from '../../ports/precedents.ts'

export const precedentsOf = ({ db, kms }: Pick<Archive, 'db' | 'kms'>): Precedents => ({
  duplicates: (accountId, of) =>
    withAccount(db, accountId, async (tx) => {
      await announceFingerprint(tx, accountId, { ...of, kms })
      return findDuplicates(tx, accountId, { ...of, kms })
    }),
  suppliers: (accountId, seller) =>
    withAccount(db, accountId, (tx) => findSuppliers(tx, accountId, { seller, kms })),
})
