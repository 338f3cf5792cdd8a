// `countersign evidence verify`: checks a certificate of completion, or its evidence.json, with no server.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { EvidenceFile } from '@countersign/contract/evidence'
import { parseVerifierKey } from '@countersign/evidence/note'
import { isolated } from '@countersign/pdf/isolate'
import { verifyPdf } from '@countersign/pdf/verify'
import { Value } from 'typebox/value'
import { type Checked, checkEvidence, namedFiles } from '../../proof/evidence/check.ts'
import { readAnchors } from '../../verify/anchors.ts'

export type EvidenceOrder = {
  action: string | undefined
  path: string | undefined
  list(name: string): string[]
  json: boolean
  print(line: string): void
}

/** What no run of the command may be mistaken for: something is not what it was. */
const contradicted = 2

type Opened = { file: EvidenceFile; pdf: Uint8Array | null }

async function open(path: string): Promise<Opened> {
  const bytes = new Uint8Array(await readFile(path))
  if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') !== '%PDF-')
    return { file: parsed(bytes, path), pdf: null }
  const files = await isolated('readAttachments', { bytes })
  const inside = files.find(({ name }) => name === 'evidence.json')
  if (!inside) throw new Error(`${path} has no evidence.json inside: it is no certificate of completion.`)
  return { file: parsed(inside.bytes, path), pdf: bytes }
}

function parsed(bytes: Uint8Array, path: string): EvidenceFile {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new Error(`${path} is neither a PDF nor JSON.`, { cause })
  }
  if (Value.Check(EvidenceFile, value)) return value
  throw new Error(
    `${path} is no evidence with proofs. Get it from GET /v1/documents/{id}/evidence, or /certificate.`,
  )
}

type Judging = { name: string; bytes: Uint8Array; trusted: readonly Uint8Array[] }

async function judgeSignatures({ name, bytes, trusted }: Judging): Promise<Checked[]> {
  const { verdict, summary } = await verifyPdf(bytes, { trusted })
  if (verdict === 'unsigned') return [{ ok: null, words: `${name} is not signed.` }]
  if (verdict === 'passed') return [{ ok: true, words: `${name}: ${summary}` }]
  // Without a root that the reader trusts, nobody can say more than that nothing was changed.
  const ok = verdict === 'indeterminate' && trusted.length === 0 ? null : false
  return [{ ok, words: `${name}: ${summary}` }]
}

async function checkFile(path: string, { file }: Opened, trusted: readonly Uint8Array[]): Promise<Checked[]> {
  const bytes = new Uint8Array(await readFile(path))
  const name = basename(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const named = namedFiles(file).find((one) => one.sha256 === sha256)
  if (!named) return [{ ok: false, words: `${name} is none of the files that the evidence names.` }]
  const isPdf = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-'
  const signatures = isPdf ? await judgeSignatures({ name, bytes, trusted }) : []
  return [{ ok: true, words: `${name} is ${named.words}, byte by byte.` }, ...signatures]
}

const marks = new Map([
  [true, 'ok  '],
  [false, 'NOT '],
  [null, 'note'],
])

export async function runEvidence(order: EvidenceOrder): Promise<number> {
  const { action, path, list, print } = order
  if (action !== 'verify' || path === undefined)
    throw new Error('Name a file: countersign evidence verify FILE --log-key KEY')
  const logs = list('log-key').map(parseVerifierKey)
  if (logs.length === 0)
    throw new Error(
      'Give the key of the log with --log-key, as `countersign log key` printed it on the server.',
    )
  const witnesses = list('witness').map(parseVerifierKey)
  const trusted = (await Promise.all(list('trust').map(readAnchors))).flat()
  const opened = await open(path)
  const { file, pdf } = opened
  const checks: Checked[] = [
    ...(pdf ? await judgeSignatures({ name: basename(path), bytes: pdf, trusted }) : []),
    ...checkEvidence(file, { logs, witnesses, trusted }),
  ]
  for (const one of list('file')) checks.push(...(await checkFile(one, opened, trusted)))
  const holds = checks.every(({ ok }) => ok !== false)
  if (order.json) print(JSON.stringify({ file: path, subject: file.subject, holds, checks }))
  else {
    print(`${path}: evidence of ${file.kind} ${file.subject}, made ${file.madeAt}`)
    for (const { ok, words } of checks) print(`  ${marks.get(ok)} ${printable(words)}`)
    print(holds ? 'Everything agrees.' : 'THE EVIDENCE IS NOT WHAT IT WAS, OR NOT WHAT IT SAYS.')
  }
  return holds ? 0 : contradicted
}

/** Names are a stranger's: nothing in them may steer a terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
