// What verifying a PDF finds, in the words of ETSI EN 319 102-1 and in plain ones.

/** ETSI EN 319 102-1 §5.1.3. `null` where the indication needs no reason. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'REVOKED'
  | 'NOT_YET_VALID'
  | 'NO_SIGNING_CERTIFICATE_FOUND'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'REVOKED_NO_POE'

/** ETSI EN 319 102-1 §5.1.3, table 5. */
export type Indication = 'TOTAL_PASSED' | 'INDETERMINATE' | 'TOTAL_FAILED'

/** PAdES (ETSI EN 319 142-1 §6): signed; with a trusted time; with what is needed to check it; kept for the long term. */
export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'

/** A finding: `message` tells a person what it means. */
export type Finding = { subIndication: SubIndication; message: string }

/** `serialNumber` and `fingerprint` (SHA-256) in hex, times in ISO 8601 UTC. */
export type ReportedCertificate = {
  subject: string
  issuer: string
  serialNumber: string
  fingerprint: string
  notBefore: string
  notAfter: string
}

/**
 * One signature or document timestamp. `intact`: its own bytes hold, whoever made it. `coverage`: what it is over;
 * `revision` is the file as it was then, with more after it. `signedAt` is proven where `timeSource` is `timestamp`.
 */
export type SignatureReport = {
  field: string
  kind: 'signature' | 'timestamp'
  format: string | null
  indication: Indication
  subIndication: SubIndication | null
  summary: string
  problems: string[]
  warnings: string[]
  intact: boolean
  coverage: 'file' | 'revision' | 'unclear'
  byteRange: number[]
  changes: { verdict: 'none' | 'allowed' | 'forbidden'; allowed: string[]; forbidden: string[] }
  certification: 1 | 2 | 3 | null
  level: Level | null
  signedAt: string | null
  timeSource: 'timestamp' | 'claimed' | null
  signer: ReportedCertificate | null
  chain: string[]
  trusted: boolean
  revocation: 'good' | 'revoked' | 'unknown'
  algorithms: { digest: string; signature: string } | null
}

/** The whole file. `unsigned` is a verdict and no error; `bytes` is its length. */
export type VerifyReport = {
  verdict: 'passed' | 'indeterminate' | 'failed' | 'unsigned'
  summary: string
  at: string
  bytes: number
  problems: string[]
  signatures: SignatureReport[]
}
