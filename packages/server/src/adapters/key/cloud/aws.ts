// AWS Key Management Service, by `@aws-sdk/client-kms`.
import type { Algorithm, CloudKey, Loading } from './cloud.ts'

type Sdk = {
  KMSClient: new (options: Record<string, unknown>) => { send(command: object): Promise<Signed> }
  SignCommand: new (input: {
    KeyId: string
    Message: Uint8Array
    MessageType: 'DIGEST'
    SigningAlgorithm: string
  }) => object
}
type Signed = { Signature?: Uint8Array }

const algorithms: Record<Algorithm, string> = {
  'rsa-sha256': 'RSASSA_PKCS1_V1_5_SHA_256',
  'rsa-pss-sha256': 'RSASSA_PSS_SHA_256',
  'ecdsa-sha256': 'ECDSA_SHA_256',
  'ecdsa-sha384': 'ECDSA_SHA_384',
}

/** `name` is an id, an alias or an ARN; an ARN says its region, else the package finds one. */
export async function awsKey(name: string, { load, options }: Loading): Promise<CloudKey> {
  const { KMSClient, SignCommand } = (await load('@aws-sdk/client-kms')) as Sdk
  const [, region] = /^arn:[^:]+:kms:([^:]+):/.exec(name) ?? []
  const client = new KMSClient({ ...(region && { region }), ...options })
  return {
    async sign({ digest: Message, algorithm }) {
      const SigningAlgorithm = algorithms[algorithm]
      const { Signature } = await client.send(
        new SignCommand({ KeyId: name, Message, MessageType: 'DIGEST', SigningAlgorithm }),
      )
      return new Uint8Array(Signature ?? [])
    },
  }
}
