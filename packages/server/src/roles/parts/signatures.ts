// The signature service that keeps the key that seals, where the settings name one.
import { callbackService } from '../../adapters/signature/callback.ts'
import { cscService } from '../../adapters/signature/csc.ts'
import type { App } from '../../app.ts'
import type { Config } from '../../platform/config.ts'
import { createOutbound } from '../../platform/outbound.ts'
import { Problem } from '../../platform/problem.ts'
import { isSecret } from '../../platform/signed-message.ts'
import type { SignatureService } from '../../ports/signature-service.ts'
import type { DeskPorts } from '../../sign/elsewhere/requests.ts'

const [timeoutMs, mostBytes] = [30_000, 1_000_000]
const dayMs = 24 * 60 * 60 * 1000

/** Null where the key answers at once. */
export function signatureDeskOf(
  app: Pick<App, 'archive' | 'recorder' | 'config' | 'clock'>,
): (DeskPorts & { close(): Promise<void> }) | null {
  const { archive, recorder, config } = app
  const service = serviceOf(app)
  if (!service) return null
  const keepMs = config.signatureServiceDays * dayMs
  return { archive, recorder, service, keepMs, close: () => service.close() }
}

function serviceOf({ config, clock }: Pick<App, 'config' | 'clock'>): SignatureService | null {
  const { cscUrl, signatureServiceUrl } = config
  if (cscUrl !== '' && signatureServiceUrl !== '')
    throw new Problem(
      'config.invalid',
      'COUNTERSIGN_CSC_URL and COUNTERSIGN_SIGNATURE_SERVICE_URL are both set: one service seals.',
    )
  if (cscUrl !== '') return cscService(cscOf(config), { outbound: outboundOf(config), clock })
  if (signatureServiceUrl === '') return null
  const { signatureServiceSecret: secret, signatureServiceCertificates: certificates, publicUrl } = config
  if (!isSecret(secret) || certificates === '')
    throw new Problem(
      'config.invalid',
      'COUNTERSIGN_SIGNATURE_SERVICE_URL needs COUNTERSIGN_SIGNATURE_SERVICE_SECRET and COUNTERSIGN_SIGNATURE_SERVICE_CERTIFICATES.',
    )
  const base = publicUrl.replace(/\/+$/, '')
  const callbackUrl = base === '' ? null : (id: string) => `${base}/v1/signature-callbacks/${id}`
  const settings = { url: signatureServiceUrl, secret, certificates, callbackUrl }
  return callbackService(settings, { outbound: outboundOf(config), clock })
}

function cscOf(config: Config) {
  const url = config.cscUrl.replace(/\/+$/, '')
  return {
    url,
    tokenUrl: config.cscTokenUrl || url.replace(/(\/csc\/v\d+)?$/, '/oauth2/token'),
    ...{ clientId: config.cscClientId, clientSecret: config.cscClientSecret },
    ...{ credential: config.cscCredential, pin: config.cscPin, totpSecret: config.cscTotpSecret },
    asynchronous: config.cscAsynchronous,
    returnUrl: config.publicUrl ? `${config.publicUrl.replace(/\/+$/, '')}/signature-consents` : '',
  }
}

/** What is sent are hashes, but tokens and PINs go along: without TLS only where private addresses are allowed. */
const outboundOf = ({ signatureServiceAllowPrivate: allowPrivate }: Config) =>
  createOutbound({ allowPrivate, allowHttp: false, timeoutMs, maxResponseBytes: mostBytes })
