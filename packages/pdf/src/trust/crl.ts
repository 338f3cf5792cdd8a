// Certificate revocation lists (RFC 5280 §5).
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { buffer } from '../cms.ts'
import { isSignedBy, schemeOf } from './algorithms.ts'
import { type Certificate, encodedName } from './certificates.ts'
import { type RevocationAnswer, unusable } from './revocation.ts'

const issuingDistributionPoint = '2.5.29.28'
const invalidityUnaware = new Set(['2.5.29.20', '2.5.29.35', issuingDistributionPoint])

/**
 * What a list (DER) says of a certificate of `issuer`. The issuer must have signed it; lists that are indirect, partial
 * or only hold changes say nothing. Whether it is still current is the caller's to judge (`isCurrent`).
 */
export function checkCrl(
  der: Uint8Array,
  { certificate, issuer }: { certificate: Certificate; issuer: Certificate },
): RevocationAnswer {
  const list = parse(der)
  if (!list) return unusable('the revocation list cannot be read')
  const why = problemOf(list, { certificate, issuer })
  if (why) return unusable(why)
  const times = { thisUpdate: list.thisUpdate.value, nextUpdate: list.nextUpdate?.value ?? null }
  const serial = certificate.parsed.serialNumber
  const entry = list.revokedCertificates?.find(({ userCertificate }) => userCertificate.isEqual(serial))
  return entry
    ? { status: 'revoked', ...times, revokedAt: entry.revocationDate.value }
    : { status: 'good', ...times }
}

function parse(der: Uint8Array): pkijs.CertificateRevocationList | null {
  try {
    return pkijs.CertificateRevocationList.fromBER(buffer(der))
  } catch {
    return null
  }
}

type Of = { certificate: Certificate; issuer: Certificate }

function problemOf(list: pkijs.CertificateRevocationList, { certificate, issuer }: Of): string | null {
  const name = encodedName(list.issuer)
  if (
    !name.equals(encodedName(issuer.parsed.subject)) ||
    !name.equals(encodedName(certificate.parsed.issuer))
  )
    return 'the revocation list is of another issuer'
  const scheme = schemeOf(list.signatureAlgorithm)
  const signature = list.signatureValue.valueBlock.valueHexView
  const { publicKey } = issuer.x509
  if (!scheme || !isSignedBy({ publicKey, scheme, data: list.tbsView, signature }))
    return 'the revocation list is not signed by the issuer'
  const extensions = list.crlExtensions?.extensions ?? []
  if (extensions.some(({ critical, extnID }) => critical && !invalidityUnaware.has(extnID)))
    return 'the revocation list is a partial one'
  const scope = extensions.find(({ extnID }) => extnID === issuingDistributionPoint)
  return scope && !covers(scope, certificate) ? 'the revocation list is for other certificates' : null
}

/** IssuingDistributionPoint (RFC 5280 §5.2.5): [1] users only, [2] authorities only, [3] some reasons, [4] indirect. */
function covers(scope: pkijs.Extension, { isAuthority }: Certificate): boolean {
  const { result } = asn1js.fromBER(buffer(scope.extnValue.valueBlock.valueHexView))
  const items = result instanceof asn1js.Sequence ? result.valueBlock.value : []
  const tags = items.map(({ idBlock }) => idBlock.tagNumber)
  const wrong = isAuthority ? 1 : 2
  return !tags.some((tag) => tag >= 3 || tag === wrong)
}
