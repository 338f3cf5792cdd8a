// Goes on with a document whose envelope is over: sealed with what people signed, or ended with why they did not.
import type { AwaitedEnvelope } from '../../ports/awaited-envelopes.ts'
import type { Outcome, Stage, StageInput } from '../../ports/stage.ts'

/** Its timestamp is looked at for the first time in quieter times than when it was made. */
const dayMs = 24 * 60 * 60 * 1000

export const conclude: Stage = {
  name: 'conclude',
  async run(input): Promise<Outcome | null> {
    const { accountId, document, ports } = input
    const envelope = await ports.envelopes.find(accountId, { documentId: document.id, run: document.run })
    switch (envelope?.state) {
      case 'completed':
        return sealed(input, envelope)
      case 'declined':
      case 'voided':
      case 'expired':
        return {
          event: 'document.rejected',
          data: { by: 'envelope', envelope: envelope.id, ended: envelope.state },
        }
      case 'failed':
        return failed(envelope)
      default:
        return null
    }
  },
}

function failed({ id, failure }: AwaitedEnvelope): Outcome {
  const { code, detail } = failure ?? { code: 'stage.failed', detail: 'The envelope failed.' }
  return {
    event: 'document.failed',
    data: { stage: 'conclude', code, envelope: id },
    failure: { code, detail: `${detail} To send it again: POST /v1/documents/{id}/reopen.` },
  }
}

/** The envelope keeps its revisions; the document gets the last one as its own. */
async function sealed(
  { holdings, ports }: StageInput,
  { id, level, of, file }: AwaitedEnvelope,
): Promise<Outcome> {
  if (!file) throw new Error(`envelope ${id} was completed without a file`)
  const blob = await ports.blobs.put(ports.blobs.open(file.id, holdings.dataKey), holdings.dataKey)
  return {
    event: 'document.sealed',
    data: { level, format: 'PAdES', of, envelope: id, sha256: blob.sha256 },
    artifacts: [{ role: 'sealed', blob }],
    ...(level === 'B-LTA' && { prolongAt: new Date(ports.clock().getTime() + dayMs) }),
  }
}
