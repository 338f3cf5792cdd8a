// What certificates of completion are made with: the log's proofs, the key that seals, and whom it asks for timestamps.
import { elsewhereKeyProvider } from '../../adapters/key/elsewhere.ts'
import type { App } from '../../app.ts'
import type { DocumentEngine } from '../../ports/document-engine.ts'
import type { MakerPorts } from '../../proof/evidence/make.ts'
import { buildTrust, keyProviderOf, logKeyOf } from '../trust.ts'
import { signatureDeskOf } from './signatures.ts'

export function evidenceMakerOf(
  app: App,
  engine: Pick<DocumentEngine, 'seal'>,
): { maker: MakerPorts; close(): Promise<void> } {
  const { archive, clock, newId } = app
  const trust = buildTrust(app)
  const desk = signatureDeskOf(app)
  const keys = desk ? elsewhereKeyProvider(desk.service, { clock, newId }) : keyProviderOf(app)
  const maker = {
    ...{ db: archive.db, logKey: logKeyOf(app), clock, engine },
    ...{ sealSigner: keys.signer, sealTrust: trust.trust },
  }
  return {
    maker,
    async close() {
      await trust.close()
      await desk?.close()
    },
  }
}
