// Strangers' validators on our seals, where they are installed: poppler's pdfsig, qpdf and openssl.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `missing`: the tool is not on this machine. `output` is what it printed. */
export type Judgement = { missing: true } | { missing: false; ok: boolean; output: string }

/**
 * `pdfsig`: so many signatures are valid, and the last covers the whole file unless something was `appended` for later
 * years. Trust is openssl's to judge.
 */
export function judgeWithPdfsig(
  path: string,
  {
    signatures = 1,
    appended = false,
    password,
  }: { signatures?: number; appended?: boolean; password?: string | undefined } = {},
): Judgement {
  const open = password === undefined ? [] : ['-upw', password]
  return judge(['pdfsig', '-nocert', ...open, path], (output) => {
    const parts = output.split(/^Signature #\d+:/m).slice(1)
    const valid = parts.filter((part) => part.includes('Signature Validation: Signature is Valid.'))
    const covered = appended || /\n\s*- Total document signed/.test(parts.at(-1) ?? '')
    return valid.length >= signatures && covered
  })
}

/** `qpdf --check`: the file's structure is sound. */
export function judgeWithQpdf(path: string, password?: string): Judgement {
  const open = password === undefined ? [] : [`--password=${password}`]
  return judge(['qpdf', '--check', ...open, path], (output) =>
    /No syntax or stream encoding errors/.test(output),
  )
}

/** `openssl cms -verify -cades` on the last signature of a sealed PDF, against the root (PEM). */
export async function judgeWithOpenssl(path: string, rootPem: string): Promise<Judgement> {
  const bytes = await readFile(path)
  const at = bytes.lastIndexOf('/ByteRange')
  const range = /\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(bytes.toString('latin1', at, at + 120)) ?? []
  const [start, gapStart, gapEnd, length] = range.slice(1).map(Number) as [number, number, number, number]
  const content = Buffer.concat([
    bytes.subarray(start, start + gapStart),
    bytes.subarray(gapEnd, gapEnd + length),
  ])
  const cms = Buffer.from(bytes.toString('latin1', gapStart + 1, gapEnd - 1), 'hex')
  return judgeDetached({ content, cms, rootPem })
}

type Gap = { content: Buffer; der: Buffer }

/** What a signature of the file is over, and the signature itself; the first one, or the last. */
function gapOf(file: Uint8Array, which: 'first' | 'last'): Gap {
  const bytes = Buffer.from(file)
  const at = which === 'first' ? bytes.indexOf('/ByteRange') : bytes.lastIndexOf('/ByteRange')
  const range = /\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(bytes.toString('latin1', at, at + 120)) ?? []
  const [start, gapStart, gapEnd, length] = range.slice(1).map(Number) as [number, number, number, number]
  const parts = [bytes.subarray(start, start + gapStart), bytes.subarray(gapEnd, gapEnd + length)]
  const cms = Buffer.from(bytes.toString('latin1', gapStart + 1, gapEnd - 1), 'hex')
  return { content: Buffer.concat(parts), der: cms.subarray(0, 4 + cms.readUInt16BE(2)) }
}

/** `openssl cms -verify -cades` on the first signature. */
export function judgeSignature(file: Uint8Array, rootPemFile: string): Judgement {
  const { content, der } = gapOf(file, 'first')
  return judgeDetached({ content, cms: der, rootPem: readFileSync(rootPemFile, 'utf8') })
}

/** `openssl ts -verify` on the last document timestamp. */
export function judgeTimestamp(file: Uint8Array, rootPemFile: string): Judgement {
  const { content, der } = gapOf(file, 'last')
  const folder = mkdtempSync(join(tmpdir(), 'countersign-judge-'))
  try {
    writeFileSync(join(folder, 'token'), der)
    writeFileSync(join(folder, 'content'), content)
    const token = ['-in', join(folder, 'token'), '-token_in', '-data', join(folder, 'content')]
    return judge(['openssl', 'ts', '-verify', ...token, '-CAfile', rootPemFile], (output) =>
      /Verification: OK/.test(output),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `openssl cms -verify -cades` on a detached signature. Zero padding behind the CMS is cut off. */
export function judgeDetached(input: { content: Uint8Array; cms: Uint8Array; rootPem: string }): Judgement {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-judge-'))
  try {
    const file = (name: string, data: Uint8Array | string) => {
      writeFileSync(join(folder, name), data)
      return join(folder, name)
    }
    const cms = Buffer.from(input.cms)
    const der = cms.subarray(0, 4 + cms.readUInt16BE(2))
    const command = ['openssl', 'cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-purpose', 'any']
    const files = ['-in', file('seal.der', der), '-content', file('content', input.content)]
    const trust = ['-CAfile', file('root.pem', input.rootPem), '-out', join(folder, 'out')]
    return judge([...command, ...files, ...trust], (output) => /CAdES Verification successful/.test(output))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function judge([command = '', ...args]: string[], accepts: (output: string) => boolean): Judgement {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 })
  if (error && 'code' in error && error.code === 'ENOENT') return { missing: true }
  const output = `${stdout}${stderr}`
  return { missing: false, ok: status === 0 && accepts(output), output }
}
