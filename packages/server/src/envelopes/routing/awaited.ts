// The envelope that a run of a document waits for.
import { withAccount } from '../../db/sql.ts'
import type { Archive } from '../../documents/holdings.ts'
import type { AwaitedEnvelope, AwaitedEnvelopes } from '../../ports/awaited-envelopes.ts'
import { findAwaited, listEnvelopeDocuments, listRevisions } from '../envelopes.store.ts'
import { latestOf } from '../holdings.ts'
import { missingWay, type Ways } from '../proofs/ways.ts'

export const awaitedEnvelopes = ({ db }: Pick<Archive, 'db'>, ways: Ways): AwaitedEnvelopes => ({
  missingWay: (people) => missingWay(people, ways),
  find: (accountId, of) =>
    withAccount(db, accountId, async (tx): Promise<AwaitedEnvelope | null> => {
      const envelope = await findAwaited(tx, accountId, of)
      if (!envelope) return null
      const { id, state, level, failureCode, failureDetail } = envelope
      const [document] = await listEnvelopeDocuments(tx, accountId, [id])
      const latest = latestOf({ revisions: await listRevisions(tx, accountId, [id]) }, 1)
      return {
        ...{ id, state, level, of: document?.source ?? 'original' },
        failure: failureCode === null ? null : { code: failureCode, detail: failureDetail ?? '' },
        file: latest ? { id: latest.blobId, bytes: latest.bytes, sha256: latest.sha256 } : null,
      }
    }),
})
