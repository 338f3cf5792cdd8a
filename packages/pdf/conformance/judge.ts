// Strangers' validators on our seals, where they are installed: poppler's pdfsig, qpdf and openssl.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `missing`: the tool is not on this machine. `output` is what it printed. */
export type Judgement = { missing: true } | { missing: false; ok: boolean; output: string }

/** `pdfsig`: the last signature is valid and covers the whole file. Trust is openssl's to judge. */
export function judgeWithPdfsig(path: string): Judgement {
  return judge(['pdfsig', '-nocert', path], (output) => {
    const last = output.split(/^Signature #\d+:/m).at(-1) ?? ''
    return last.includes('Signature Validation: Signature is Valid.') && /Total document signed/.test(last)
  })
}

/** `qpdf --check`: the file's structure is sound. */
export function judgeWithQpdf(path: string): Judgement {
  return judge(['qpdf', '--check', path], (output) => /No syntax or stream encoding errors/.test(output))
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
