// Google Cloud Key Management Service, by `@google-cloud/kms`.
import type { CloudKey, Loading } from './cloud.ts'

type Sdk = {
  KeyManagementServiceClient: new (
    options: Record<string, unknown>,
  ) => {
    asymmetricSign(asked: {
      name: string
      digest: { sha256: Uint8Array } | { sha384: Uint8Array }
    }): Promise<[{ signature?: Uint8Array | string | null }, ...unknown[]]>
  }
}

/** `name` is that of a version of the key; what it signs by is fixed there. */
export async function googleKey(name: string, { load, options = {} }: Loading): Promise<CloudKey> {
  const { KeyManagementServiceClient } = (await load('@google-cloud/kms')) as Sdk
  // REST and not gRPC: it passes proxies, and needs no port of its own.
  const client = new KeyManagementServiceClient({ fallback: true, ...options })
  return {
    async sign({ digest, algorithm }) {
      const asked = algorithm === 'ecdsa-sha384' ? { sha384: digest } : { sha256: digest }
      const [{ signature }] = await client.asymmetricSign({ name, digest: asked })
      return typeof signature === 'string'
        ? new Uint8Array(Buffer.from(signature, 'base64'))
        : new Uint8Array(signature ?? [])
    },
  }
}
