// Azure Key Vault, by `@azure/keyvault-keys` and, for who we are, `@azure/identity`.
import { derSignature } from '@countersign/pdf/sign/hardware'
import type { Algorithm, CloudKey, Loading } from './cloud.ts'

type Sdk = {
  CryptographyClient: new (
    key: string,
    credential: unknown,
    options?: Record<string, unknown>,
  ) => { sign(algorithm: string, digest: Uint8Array): Promise<{ result: Uint8Array }> }
}
type Identity = { DefaultAzureCredential: new () => unknown }

const algorithms: Record<Algorithm, string> = {
  'rsa-sha256': 'RS256',
  'rsa-pss-sha256': 'PS256',
  'ecdsa-sha256': 'ES256',
  'ecdsa-sha384': 'ES384',
}

/** `name` is the key's address with its version: https://NAME.vault.azure.net/keys/KEY/VERSION. */
export async function azureKey(name: string, { load, options = {} }: Loading): Promise<CloudKey> {
  const { CryptographyClient } = (await load('@azure/keyvault-keys')) as Sdk
  const { credential: given, ...rest } = options
  const credential = given ?? new ((await load('@azure/identity')) as Identity).DefaultAzureCredential()
  const client = new CryptographyClient(name, credential, rest)
  return {
    async sign({ digest, algorithm }) {
      const { result } = await client.sign(algorithms[algorithm], digest)
      return algorithm.startsWith('ecdsa') ? derSignature(result) : new Uint8Array(result)
    },
  }
}
