// Foreign tools that judge our files. Here they must be there: a missing judge is a failure.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  type Judgement,
  judgeWithOpenssl,
  judgeWithPdfsig,
  judgeWithQpdf,
} from '../../packages/pdf/conformance/judge.ts'

export function accepted(judgement: Judgement, tool: string): string {
  assert.ok(!judgement.missing, `${tool} is not installed; .ci/run installs it`)
  assert.ok(judgement.ok, `${tool} does not accept it:\n${judgement.output}`)
  return judgement.output
}

/** pdfsig, qpdf and openssl; the last against the root certificate that the product hands out. */
export async function acceptSealed(path: string, rootPem: string): Promise<string> {
  accepted(judgeWithQpdf(path), 'qpdf')
  accepted(await judgeWithOpenssl(path, rootPem), 'openssl')
  return accepted(judgeWithPdfsig(path), 'pdfsig')
}

export const textOf = (path: string): string =>
  execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', maxBuffer: 50_000_000 })
