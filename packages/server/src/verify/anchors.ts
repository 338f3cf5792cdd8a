// Certificates that end a chain, from files: PEM with one or many, or DER.
import { X509Certificate } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../platform/problem.ts'

const endings = /\.(pem|crt|cer|der)$/i
const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** DER of all certificates in a file, or in those files of a folder that end in .pem, .crt, .cer or .der. */
export async function readAnchors(path: string): Promise<Uint8Array[]> {
  try {
    const files = (await stat(path)).isDirectory()
      ? (await readdir(path)).filter((name) => endings.test(name)).map((name) => join(path, name))
      : [path]
    return (await Promise.all(files.sort().map(certificatesIn))).flat()
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw unreadable(path, cause)
  }
}

async function certificatesIn(file: string): Promise<Uint8Array[]> {
  const bytes = await readFile(file)
  const blocks = bytes.toString('latin1').match(pemBlock)
  try {
    return (blocks ?? [bytes]).map((block) => new Uint8Array(new X509Certificate(block).raw))
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

const unreadable = (path: string, cause: unknown) =>
  new Problem(
    'config.invalid',
    `No certificate can be read from ${path}. Name a PEM or DER file, or a folder of them (COUNTERSIGN_TRUST_ANCHORS).`,
    { cause },
  )
