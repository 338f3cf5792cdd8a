// Certificates that an account seals with instead of the installation's.
import { type Static, Type } from 'typebox'

export const mostSealCertificates = 50

const Time = Type.String({ format: 'date-time' })
const MaybeTime = Type.Union([Time, Type.Null()])

/** A certificate as it is sent: a PKCS#12 file with its key, or a chain for the key that the installation reaches. */
export const NewSealCertificate = Type.Object(
  {
    name: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: 'left out: as the certificate' }),
    ),
    pkcs12: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200_000,
        description: 'PKCS#12 file (.p12, .pfx) in base64: key, certificate, chain to the root',
      }),
    ),
    password: Type.Optional(Type.String({ maxLength: 1000, description: 'of the PKCS#12 file' })),
    certificates: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100_000,
        description:
          'instead of `pkcs12`: PEM, the certificate of the key that the installation seals with, then its chain to the root',
      }),
    ),
    activate: Type.Optional(Type.Boolean({ default: false, description: 'seal with it from now on' })),
  },
  { $id: 'NewSealCertificate', additionalProperties: false },
)
export type NewSealCertificate = Static<typeof NewSealCertificate>

/** A certificate as it is kept. Its key is never shown. */
export const SealCertificate = Type.Object(
  {
    id: Type.String({ pattern: '^crt_[0-9a-z]{26}$' }),
    name: Type.String(),
    subject: Type.String(),
    issuer: Type.String(),
    serialNumber: Type.String({ description: 'hex' }),
    sha256: Type.String({ description: 'of the certificate, hex' }),
    notBefore: Time,
    notAfter: Time,
    key: Type.Enum(['kept', 'installation'], {
      description: 'kept: uploaded with it; installation: the key that the installation reaches',
    }),
    state: Type.Enum(['ready', 'active', 'revoked']),
    troubles: Type.Array(Type.String(), { description: 'what should be mended; none where all is well' }),
    createdAt: Time,
    activatedAt: MaybeTime,
    revokedAt: MaybeTime,
  },
  { $id: 'SealCertificate' },
)
export type SealCertificate = Static<typeof SealCertificate>

export const SealCertificateList = Type.Object({ items: Type.Array(SealCertificate) })
export const SealCertificateParams = Type.Object({ id: Type.String({ pattern: '^crt_[0-9a-z]{26}$' }) })
