// Seals with a key at a service elsewhere: prepare and ask, wait as long as it takes, embed when the signature is there.

import { Problem } from '../../platform/problem.ts'
import type { Sealed, SealRequest } from '../../ports/document-engine.ts'
import type { SealOf, SignatureDesk } from '../../ports/signature-desk.ts'
import type { StageInput } from '../../ports/stage.ts'

export type ToSeal = Pick<SealRequest, 'pdf' | 'reason' | 'level'>

/** Null while it waits. Throws `seal.declined` where the service will never sign. */
export async function sealElsewhere(
  { document, holdings, ports, signal }: StageInput,
  { desk, pdf, reason, level }: ToSeal & { desk: SignatureDesk },
): Promise<Sealed | null> {
  const of: SealOf = { documentId: document.id, run: document.run, dataKey: holdings.dataKey }
  const make = async () => {
    const [signer, at] = [await desk.identity(), ports.clock()]
    const prepared = await ports.engine.prepareSeal({ pdf, at, reason, level, signer, signal })
    return desk.request(of, { prepared, signer, at, level, description: reason })
  }
  const standing = (await desk.find(of)) ?? (await make())
  if (standing.state === 'waiting') return null
  if (standing.state === 'declined')
    throw new Problem(
      'seal.declined',
      `${standing.why} Ask there; to send the document again: POST /v1/documents/{id}/reopen.`,
    )
  return ports.engine.finishSeal({ ...standing, trust: ports.sealTrust, signal })
}
