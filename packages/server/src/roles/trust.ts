// What others believe us by: timestamps and revocation for seals, and the key that signs the log.
import { join } from 'node:path'
import type { VerifierKey } from '@countersign/evidence/note'
import { cloudKeyProvider } from '../adapters/key/cloud/cloud.ts'
import { elsewhereKeyProvider } from '../adapters/key/elsewhere.ts'
import { fileLogSigner } from '../adapters/key/log-file.ts'
import { pkcs11KeyProvider } from '../adapters/key/pkcs11.ts'
import { pkcs12KeyProvider } from '../adapters/key/pkcs12.ts'
import { smtpMailer } from '../adapters/mail/smtp.ts'
import { spoolMailer } from '../adapters/mail/spool.ts'
import { openIdSignIn } from '../adapters/sign-in/openid.ts'
import { httpRevocation, httpTimestampAuthority } from '../adapters/tsa/http.ts'
import type { App } from '../app.ts'
import { createOutbound } from '../platform/outbound.ts'
import { Problem } from '../platform/problem.ts'
import type { KeyProvider } from '../ports/key-provider.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { SignInProvider } from '../ports/sign-in.ts'
import { accountSigner } from '../sign/customer/account-signer.ts'
import type { DeskPorts } from '../sign/elsewhere/requests.ts'
import { sealSigner } from '../sign/signer.ts'
import { sealTrust } from '../sign/trust.ts'
import { logKeyFiles } from './places.ts'

const signInTimeoutMs = 10_000
const mostSignInBytes = 1_000_000

/** The key that seals: in a cloud, in a module, in a file, or the installation's own. */
export function keyProviderOf({
  archive,
  config,
  kms,
}: Pick<App, 'archive' | 'config' | 'kms'>): KeyProvider {
  const { pkcs11Module: module, sealKeyFile: file, sealKeyPassword: password, cloudKey } = config
  if (cloudKey)
    return cloudKeyProvider({
      ...{ key: cloudKey, certificates: config.cloudKeyCertificates, pss: config.cloudKeyPss },
    })
  if (module)
    return pkcs11KeyProvider({
      ...{ module, label: config.pkcs11Label, pin: config.pkcs11Pin },
      certificates: config.pkcs11Certificates,
    })
  if (file) return pkcs12KeyProvider({ file, password })
  return { signer: sealSigner({ db: archive.db, kms }) }
}

/** Of the installation, at a service or at hand; and of accounts that have certificates of their own. */
export function accountSignerOf(
  app: Pick<App, 'archive' | 'config' | 'kms' | 'clock' | 'newId'>,
  desk: Pick<DeskPorts, 'service'> | null,
) {
  const { archive, kms, clock, newId } = app
  const keys = desk ? elsewhereKeyProvider(desk.service, { clock, newId }) : keyProviderOf(app)
  const identity = () => (desk ? desk.service.identity() : keys.signer())
  return { identity, signer: accountSigner({ db: archive.db, kms, clock, keys, identity }) }
}

/** Timestamp authorities are the operator's choice, wherever they are; what certificates name is a stranger's. */
export function buildTrust({
  archive,
  config,
  kms,
  clock,
}: Pick<App, 'archive' | 'config' | 'kms' | 'clock'>) {
  const limits = { timeoutMs: config.tsaTimeoutSeconds * 1000, maxResponseBytes: 4_000_000, allowHttp: true }
  const chosen = createOutbound({ ...limits, allowPrivate: true })
  const named = createOutbound({ ...limits, allowPrivate: config.revocationAllowPrivate })
  const urls = config.tsaUrls.split(',').flatMap((url) => url.trim() || [])
  const authorities = urls.map((url) => httpTimestampAuthority(chosen, { url, policy: config.tsaPolicy }))
  return {
    trust: sealTrust({ db: archive.db, kms, clock }, { authorities, reach: httpRevocation(named) }),
    async close() {
      await chosen.close()
      await named.close()
    },
  }
}

/** Where recipients sign in; null where no provider is set. */
export function signInOf({ config }: Pick<App, 'config'>): SignInProvider | null {
  const { signInIssuer: issuer, signInClientId: clientId, signInClientSecret: clientSecret } = config
  if (!issuer) return null
  if (!clientId)
    throw new Problem('config.invalid', 'COUNTERSIGN_SIGN_IN_ISSUER needs COUNTERSIGN_SIGN_IN_CLIENT_ID.')
  const limits = { timeoutMs: signInTimeoutMs, maxResponseBytes: mostSignInBytes, allowHttp: false }
  const outbound = createOutbound({ ...limits, allowPrivate: config.signInAllowPrivate })
  return openIdSignIn({ issuer, clientId, clientSecret }, outbound)
}

/** Letters to recipients: through a mail server, or into files. */
export function mailerOf({ config, data }: Pick<App, 'config' | 'data'>): Mailer {
  const { smtpUrl: url, mailFrom: from, publicUrl, mailFolder } = config
  const host = publicUrl ? new URL(publicUrl).hostname : 'countersign.localhost'
  if (url) return smtpMailer({ url, from, host })
  return spoolMailer({ folder: mailFolder || join(data, 'mail'), from, host })
}

export const logSignerOf = ({ data, kms }: App) => fileLogSigner({ ...logKeyFiles(data), kms })

/** Of the log; once it was there it does not change while the process lives. */
export function logKeyOf(app: App) {
  let known: Promise<VerifierKey> | undefined
  return () => {
    known ??= logSignerOf(app).then(({ key }) => key)
    known.catch(() => {
      known = undefined
    })
    return known
  }
}
