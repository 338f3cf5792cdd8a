// Timestamp tokens (RFC 3161) as they are found in files, however old: what they are about and whether they hold.
import * as pkijs from 'pkijs'
import { buffer } from '../cms.ts'
import type { Certificate } from '../trust/certificates.ts'
import { contentOf, readSignedMessage } from '../trust/signed-data.ts'
import { digestName, digestOver } from './algorithms.ts'
import type { Finding } from './report.ts'
import { type CheckedSignature, checkSignature } from './signature.ts'

/** `at` is what the token says; it is proof only where nothing is wrong and its authority is trusted. */
export type CheckedToken = CheckedSignature & { at: Date | null }

const tstInfo = '1.2.840.113549.1.9.16.1.4'
const wrong = (subIndication: Finding['subIndication'], message: string): Finding => ({
  subIndication,
  message,
})

/** Checks a token over `parts`; `others` are certificates that may be its authority's. */
export function checkToken(
  der: Uint8Array,
  parts: readonly Uint8Array[],
  others: readonly Certificate[],
): CheckedToken {
  const checked = checkSignature(der, { parts: [], encapsulated: true, pades: true }, others)
  const info = readInfo(der)
  if (!info)
    return {
      ...checked,
      at: null,
      findings: [wrong('FORMAT_FAILURE', 'The timestamp cannot be read.'), ...checked.findings],
    }
  const { hashAlgorithm, hashedMessage } = info.messageImprint
  const digest = digestName(hashAlgorithm.algorithmId)
  const about = digest && digestOver(digest, parts).equals(hashedMessage.valueBlock.valueHexView)
  const findings = about
    ? []
    : [wrong('HASH_FAILURE', 'The timestamp is about something else, or what it is about was changed.')]
  const weak =
    checked.weak ??
    (digest === 'sha1' || digest === 'md5' ? `it uses ${digest}, which can be forged today` : null)
  return { ...checked, weak, at: info.genTime, findings: [...findings, ...checked.findings] }
}

function readInfo(der: Uint8Array): pkijs.TSTInfo | null {
  try {
    const message = readSignedMessage(der)
    const content = contentOf(message)
    if (message.signed.encapContentInfo.eContentType !== tstInfo || !content) return null
    return pkijs.TSTInfo.fromBER(buffer(content))
  } catch {
    return null
  }
}
