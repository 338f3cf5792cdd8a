// `countersign verify`: examines files on this machine; a server is only asked for its root certificate.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { SignatureReport, VerifyReport } from '@countersign/contract/verification'
import { verifyPdf } from '@countersign/pdf/verify'
import { readAnchors } from '../verify/anchors.ts'

export type VerifyOrder = {
  files: readonly string[]
  trust: readonly string[]
  password: string | undefined
  json: boolean
  /** PEM of the root of a server; null where none is reached. */
  ownRoot(): Promise<string | null>
  print(line: string): void
}

/** 0 where every signature of every file holds and is trusted, else 1. */
export async function verifyFiles(order: VerifyOrder): Promise<number> {
  const { files, trust, password, json, print } = order
  if (files.length === 0) throw new Error('Name at least one file: countersign verify FILE…')
  const root = await order.ownRoot()
  const own = root === null ? [] : [new Uint8Array(new X509Certificate(root).raw)]
  const trusted = [...own, ...(await Promise.all(trust.map(readAnchors))).flat()]
  let all = true
  for (const file of files) {
    const bytes = new Uint8Array(await readFile(file))
    const report = await verifyPdf(bytes, { trusted, ...(password !== undefined && { password }) })
    if (report.verdict !== 'passed') all = false
    if (json) print(JSON.stringify({ file, ...report }))
    else for (const line of inWords(file, report)) print(line)
  }
  return all ? 0 : 1
}

const verdicts: Record<VerifyReport['verdict'], string> = {
  passed: 'VALID',
  indeterminate: 'NOT PROVEN',
  failed: 'NOT VALID',
  unsigned: 'NOT SIGNED',
}

function inWords(file: string, { verdict, summary, problems, signatures }: VerifyReport): string[] {
  return [
    `${printable(file)}: ${verdicts[verdict]}`,
    `  ${printable(summary)}`,
    ...problems.slice(1).map((problem) => `  ${printable(problem)}`),
    ...signatures.flatMap(signatureInWords),
  ]
}

function signatureInWords(signature: SignatureReport): string[] {
  const { field, kind, indication, subIndication, level, signedAt, timeSource, signer, chain } = signature
  const { coverage, changes, problems, warnings, trusted } = signature
  const time =
    signedAt && `${signedAt}${timeSource === 'claimed' ? ' (claimed)' : ' (proven by a timestamp)'}`
  const covers = { file: 'the whole file', revision: 'an earlier version of the file', unclear: 'unclear' }
  const rows: [string, string | null | undefined][] = [
    ['verdict', subIndication ? `${indication} / ${subIndication}` : indication],
    ['level', level && `PAdES ${level}`],
    ['by', signer?.subject],
    ['trusted', trusted ? `yes, through ${chain.at(-1)}` : 'no'],
    ['time', time],
    ['covers', covers[coverage]],
    ['allowed', changes.allowed.join('; ')],
    ['forbidden', changes.forbidden.join('; ')],
    ...problems.map((problem): [string, string] => ['problem', problem]),
    ...warnings.map((warning): [string, string] => ['note', warning]),
  ]
  const lines = rows.flatMap(([name, value]) => (value ? [`    ${name.padEnd(10)}${printable(value)}`] : []))
  return [`  ${kind} "${printable(field)}"`, ...lines]
}

/** Names are a stranger's: nothing in them may steer a terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
