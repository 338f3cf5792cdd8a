// A key at a cloud's key service, which never gives it out: it is shown hashes and signs them. The clouds' own packages
// find their credentials (roles, workload identities) as the cloud's programs do; they are large, so whoever has such a
// key installs the one package beside Countersign.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { algorithmFor } from '@countersign/pdf/pki'
import { pemCertificates } from '@countersign/pdf/sign/hardware'
import { Problem } from '../../../platform/problem.ts'
import type { SealSigner } from '../../../ports/document-engine.ts'
import type { KeyProvider } from '../../../ports/key-provider.ts'
import { awsKey } from './aws.ts'
import { azureKey } from './azure.ts'
import { googleKey } from './google.ts'

/** `key` begins with the cloud: `aws:`, `google:` or `azure:`. `certificates` is a PEM file, the key's own first. */
export type CloudKeySettings = { key: string; certificates: string; pss: boolean }

export type Algorithm = Exclude<SealSigner['algorithm'], 'ed25519'>
export type Digested = { digest: Uint8Array; algorithm: Algorithm }

/** `sign` gives DER where the key is one for ECDSA. Errors are the package's own. */
export type CloudKey = { sign(digested: Digested): Promise<Uint8Array> }

/** A package by its name. `options` go to its client as they are. */
export type Loading = { load(name: string): Promise<unknown>; options?: Record<string, unknown> }

const clouds = { aws: awsKey, google: googleKey, azure: azureKey } as const

const wrong = (detail: string, cause?: unknown) => new Problem('key.unusable', detail, { cause })

export function cloudKeyProvider(
  settings: CloudKeySettings,
  loading: Loading = { load: installed },
): KeyProvider {
  let connected: Promise<SealSigner> | undefined
  return {
    signer() {
      connected ??= connect(settings, loading)
      connected.catch(() => {
        connected = undefined
      })
      return connected
    },
  }
}

export async function installed(name: string): Promise<unknown> {
  try {
    return await import(name)
  } catch (cause) {
    throw wrong(`A key in a cloud needs the package ${name}: npm install ${name}, beside Countersign.`, cause)
  }
}

async function connect(settings: CloudKeySettings, loading: Loading): Promise<SealSigner> {
  const [, cloud = '', name = ''] = /^(aws|google|azure):(.+)$/.exec(settings.key) ?? []
  if (!name)
    throw wrong('COUNTERSIGN_CLOUD_KEY begins with aws:, google: or azure:, then comes the name of the key.')
  const pem = await readFile(settings.certificates, 'utf8').catch((cause: unknown) => {
    throw wrong('COUNTERSIGN_CLOUD_KEY_CERTIFICATES names a file that cannot be read.', cause)
  })
  const [certificate, ...chain] = pemCertificates(pem)
  if (!certificate)
    throw wrong('COUNTERSIGN_CLOUD_KEY_CERTIFICATES names a file without a certificate in PEM.')
  const algorithm = algorithmFor(certificate, { pss: settings.pss })
  if (algorithm === 'ed25519') throw wrong('Keys of the kind Ed25519 cannot be used here. Use RSA or P-256.')
  const key = await clouds[cloud as keyof typeof clouds](name, loading)
  return {
    ...{ certificate, chain, algorithm },
    async sign(data) {
      const hash = createHash(algorithm === 'ecdsa-sha384' ? 'sha384' : 'sha256')
      try {
        return await key.sign({ digest: hash.update(data).digest(), algorithm })
      } catch (cause) {
        throw problemOf(cloud, cause)
      }
    },
  }
}

/** What will not change by waiting: gRPC's codes (Google), and the statuses of HTTP (the others). */
const lasting = new Set<unknown>([3, 5, 7, 9, 16, 400, 401, 403, 404])

function problemOf(cloud: string, cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  const said = (typeof cause === 'object' && cause !== null ? cause : {}) as {
    code?: unknown
    statusCode?: unknown
    $metadata?: { httpStatusCode?: unknown }
  }
  const why = cause instanceof Error ? cause.message.slice(0, 300) : String(cause)
  const code = said.$metadata?.httpStatusCode ?? said.statusCode ?? said.code
  return lasting.has(code)
    ? wrong(`The key service (${cloud}) refuses to sign: ${why}`, cause)
    : new Problem('service.unavailable', `The key service (${cloud}) does not answer: ${why}`, { cause })
}
