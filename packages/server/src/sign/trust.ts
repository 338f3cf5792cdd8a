// Whom a seal asks for proof: timestamp authorities in their order, and for revocation ourselves first.
import { localTimestampAuthority } from '@countersign/pdf/sign/responders'
import type { Clock } from '../platform/clock.ts'
import type { SealTrust } from '../ports/document-engine.ts'
import type { RevocationSource } from '../ports/revocation-source.ts'
import type { TimestampAuthority } from '../ports/timestamp-authority.ts'
import type { KeyPorts } from './keys.ts'
import { listOfIssuer } from './revocation.ts'
import { timestampSigner } from './signer.ts'

/** Of a private arc below the RFC's examples: it says that nobody stands behind it. */
const developmentPolicy = '1.3.6.1.4.1.99999.1'

/** The built-in authority, where none is configured. Its time is ours: no evidence for strangers. */
export function builtInAuthority(ports: KeyPorts & { clock: Clock }): TimestampAuthority {
  const signer = timestampSigner(ports)
  return {
    name: 'the built-in timestamp authority',
    ask: async (request) =>
      localTimestampAuthority({
        signer: await signer(),
        now: () => ports.clock(),
        policy: developmentPolicy,
      }).ask(request),
  }
}

type Reach = Pick<RevocationSource, 'get' | 'post'>

export function sealTrust(
  ports: KeyPorts & { clock: Clock },
  { authorities, reach }: { authorities: readonly TimestampAuthority[]; reach: Reach },
): SealTrust {
  return {
    timestamps: authorities.length > 0 ? authorities : [builtInAuthority(ports)],
    revocation: { ...reach, own: (issuer) => listOfIssuer(ports, issuer) },
    now: ports.clock,
  }
}
