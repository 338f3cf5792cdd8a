// What the account knows from before: documents that say the same, and whom it buys from.
import type { Fingerprint } from '../domain/fingerprint.ts'
import type { Seller } from '../domain/seller.ts'

/** `how` in the order of their weight. `alike` is the share of words and numbers in common, where that was compared. */
export type Duplicate = {
  documentId: string
  createdAt: Date
  how: 'document' | 'number' | 'amount' | 'content'
  alike: number | null
}

export type Supplier = {
  name: string
  vatId: string | null
  ibans: readonly string[]
  number: string | null
}

/** `listed`: how many suppliers the account has; `found`: those that share VAT id, name or account. */
export type Suppliers = { listed: number; found: readonly Supplier[] }

export type Judged = { documentId: string; run: number; facts: Fingerprint; at: Date }

export type Precedents = {
  /**
   * Living documents of the account besides this one and copies of its file, the weightiest first. From then on the
   * document is a precedent itself: of two that are judged at the same moment, one is told of the other.
   */
  duplicates(accountId: string, of: Judged): Promise<Duplicate[]>
  suppliers(accountId: string, seller: Seller): Promise<Suppliers>
}
