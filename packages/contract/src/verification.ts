// What verifying a PDF finds, in the words of ETSI EN 319 102-1 and in plain ones.
import { type Static, type TSchema, Type } from 'typebox'

const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const time = Type.String({ format: 'date-time' })
const texts = (description: string) => Type.Array(Type.String(), { description })

/** ETSI EN 319 102-1 §5.1.3, table 5. */
export const Indication = Type.Enum(['TOTAL_PASSED', 'INDETERMINATE', 'TOTAL_FAILED'], {
  description: 'of ETSI EN 319 102-1',
})
export type Indication = Static<typeof Indication>

/** Why an indication is not TOTAL_PASSED (ETSI EN 319 102-1 §5.1.3, table 6). */
export const SubIndication = Type.Enum(
  [
    'FORMAT_FAILURE',
    'HASH_FAILURE',
    'SIG_CRYPTO_FAILURE',
    'SIG_CONSTRAINTS_FAILURE',
    'NOT_YET_VALID',
    'NO_SIGNING_CERTIFICATE_FOUND',
    'NO_CERTIFICATE_CHAIN_FOUND',
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    'CHAIN_CONSTRAINTS_FAILURE',
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    'OUT_OF_BOUNDS_NO_POE',
    'REVOKED_NO_POE',
  ],
  { description: 'the reason, as ETSI EN 319 102-1 names it' },
)
export type SubIndication = Static<typeof SubIndication>

/** PAdES (ETSI EN 319 142-1 §6): signed; with a timestamp; with what is needed to check it; kept for the long term. */
export const PadesLevel = Type.Enum(['B-B', 'B-T', 'B-LT', 'B-LTA'], {
  description: 'what the file holds, whoever trusts it',
})
export type PadesLevel = Static<typeof PadesLevel>

/** `serialNumber` and `fingerprint` (SHA-256) in hex. */
export const ReportedCertificate = Type.Object(
  {
    subject: Type.String(),
    issuer: Type.String(),
    serialNumber: Type.String(),
    fingerprint: Type.String({ description: 'SHA-256 in hex' }),
    notBefore: time,
    notAfter: time,
  },
  { $id: 'ReportedCertificate' },
)
export type ReportedCertificate = Static<typeof ReportedCertificate>

/** What was changed after a signature, in plain words. */
export const ReportedChanges = Type.Object({
  verdict: Type.Enum(['none', 'allowed', 'forbidden']),
  allowed: texts('changes that the signature leaves room for'),
  forbidden: texts('changes that it does not'),
})

/** One signature or document timestamp of the file. */
export const SignatureReport = Type.Object(
  {
    field: Type.String(),
    kind: Type.Enum(['signature', 'timestamp']),
    format: orNull(Type.String({ description: 'SubFilter, such as ETSI.CAdES.detached' })),
    indication: Indication,
    subIndication: orNull(SubIndication),
    summary: Type.String({ description: 'the verdict in a sentence' }),
    problems: texts('why it is not TOTAL_PASSED, the worst first'),
    warnings: texts('what else one should know'),
    intact: Type.Boolean({ description: 'what it is over is as it was signed, whoever signed' }),
    coverage: Type.Enum(['file', 'revision', 'unclear'], {
      description: '`revision`: the file as it was then; more was added later',
    }),
    byteRange: Type.Array(Type.Number(), { maxItems: 8, description: '-1 for what is no number' }),
    changes: ReportedChanges,
    certification: orNull(
      Type.Enum([1, 2, 3], { description: 'DocMDP: 1 no changes, 2 filling in and signing, 3 notes too' }),
    ),
    level: orNull(PadesLevel),
    signedAt: orNull(time),
    timeSource: orNull(
      Type.Enum(['timestamp', 'claimed'], { description: '`claimed`: only the signer says so' }),
    ),
    signer: orNull(ReportedCertificate),
    chain: texts('subjects, from the signer as far as the chain leads'),
    trusted: Type.Boolean({ description: 'the chain ends at a certificate that is trusted here' }),
    revocation: Type.Enum(['good', 'revoked', 'unknown'], {
      description: 'of the whole chain, by what the file brings; nobody is asked',
    }),
    algorithms: orNull(Type.Object({ digest: Type.String(), signature: Type.String() })),
  },
  { $id: 'SignatureReport' },
)
export type SignatureReport = Static<typeof SignatureReport>

/** The whole file. */
export const VerifyReport = Type.Object(
  {
    verdict: Type.Enum(['passed', 'indeterminate', 'failed', 'unsigned'], {
      description: 'the worst of its signatures; `unsigned` is a verdict and no error',
    }),
    summary: Type.String({ description: 'the verdict in a sentence' }),
    at: Type.String({ format: 'date-time', description: 'when it was verified' }),
    bytes: Type.Integer(),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    problems: texts('what is wrong with the file as a whole'),
    signatures: Type.Array(SignatureReport),
  },
  { $id: 'VerifyReport' },
)
export type VerifyReport = Static<typeof VerifyReport>
