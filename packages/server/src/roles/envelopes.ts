// The working role's part of envelopes: moves them on, writes to recipients.
import type { App } from '../app.ts'
import { listenAt } from '../db/listen.ts'
import { startEnvelopes } from '../envelopes/driving/driver.ts'
import type { Driving } from '../envelopes/driving/driving.ts'
import { waysOf } from '../envelopes/proofs/ways.ts'
import { startBatches } from '../envelopes/templates/batch-worker.ts'
import type { Runner } from '../pipeline/runner.ts'
import { mailerOf } from './trust.ts'

/** Without a public address, links lead to this machine, as the first page does. */
const baseOf = ({ publicUrl, port }: App['config']): string =>
  publicUrl ? publicUrl.replace(/\/+$/, '') : `http://localhost:${port}`

export function buildEnvelopes(
  app: App,
  { ports, evidence }: Pick<Runner, 'ports'> & Pick<Driving, 'evidence'>,
) {
  const { archive, recorder: scribe, config, log, databaseUrl } = app
  const mailer = mailerOf(app)
  const { engine, sealSigner, sealTrust } = ports
  const driver = startEnvelopes({
    ...{ archive, scribe, engine, sealSigner, sealTrust, mailer, log, evidence },
    base: baseOf(config),
    atOnce: config.envelopesAtOnce,
    listen: listenAt(databaseUrl),
  })
  const batches = startBatches({ archive, scribe, ways: waysOf(config), log })
  return {
    async stop() {
      await batches.stop()
      await driver.stop()
      await mailer.close()
    },
  }
}
