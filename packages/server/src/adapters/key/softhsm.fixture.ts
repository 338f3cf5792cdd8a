// A token of SoftHSM with keys of all kinds, and a process of its own that signs with one of them: the module reads its
// settings from the environment of the process that loads it.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { issueCertificate, type KeyKind } from '@countersign/pdf/pki'
import { testTrust } from '@countersign/pdf/sign/testing'

const modules = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
]
const pin = '1234'

export type Token = {
  conf: string
  module: string
  /** PEM file of the key's certificate and its chain. */
  certificates(keys: KeyKind): string
  root: Uint8Array
}

const run = (args: string[], conf: string): SpawnSyncReturns<string> =>
  spawnSync('softhsm2-util', args, { encoding: 'utf8', env: { ...process.env, SOFTHSM2_CONF: conf } })

type Authorities = Pick<Awaited<ReturnType<typeof testTrust>>, 'issuer' | 'root'>

/** Keys are labelled by their kind. A sentence where SoftHSM is not on this machine. */
export async function makeToken(
  folder: string,
  kinds: readonly KeyKind[],
  authorities?: Authorities,
): Promise<Token | string> {
  const module = modules.find(existsSync)
  const conf = join(folder, 'softhsm2.conf')
  if (!module || run(['--version'], conf).status !== 0)
    return 'SoftHSM is not on this machine: apt-get install softhsm2.'
  mkdirSync(join(folder, 'tokens'))
  writeFileSync(conf, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\n`)
  const made = run(['--init-token', '--free', '--label', 'test', '--so-pin', pin, '--pin', pin], conf)
  if (made.status !== 0) return `SoftHSM makes no token: ${made.stderr}`
  const now = new Date()
  const { issuer, root } = authorities ?? (await testTrust({ now }))
  const certificates = (kind: KeyKind) => join(folder, `${kind}.pem`)
  for (const [index, keys] of kinds.entries()) {
    const issued = await issueCertificate(issuer, {
      ...{ kind: 'seal', commonName: `In a module ${keys}`, now, years: 1, keys },
    })
    const chain = [issued.certificate, ...issued.chain].map((der) => new X509Certificate(der).toString())
    writeFileSync(certificates(keys), chain.join('\n'))
    const key = createPrivateKey({ key: Buffer.from(issued.privateKey), format: 'der', type: 'pkcs8' })
    const file = join(folder, `${keys}.key`)
    writeFileSync(file, key.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
    const id = Buffer.from([index + 1]).toString('hex')
    const order = ['--import', file, '--token', 'test', '--label', keys, '--id', id, '--pin', pin]
    const { status, stderr } = run(order, conf)
    if (status !== 0) return `SoftHSM does not take a key of the kind ${keys}: ${stderr}`
  }
  return { conf, module, certificates, root: root.certificate }
}

const script = fileURLToPath(new URL('pkcs11-signs.fixture.ts', import.meta.url))

/** Signs a small PDF with the key of that kind; `binding` is the path of pkcs11js' main file, or its name. */
export function signInModule(
  { conf, module, certificates }: Token,
  { keys, binding, out }: { keys: KeyKind; binding: string; out: string },
): Uint8Array {
  const settings = { module, label: keys, pin, certificates: certificates(keys) }
  const { status, stderr } = spawnSync(
    process.execPath,
    [script, JSON.stringify({ settings, binding, out })],
    {
      encoding: 'utf8',
      env: { ...process.env, SOFTHSM2_CONF: conf },
    },
  )
  if (status !== 0) throw new Error(stderr)
  return new Uint8Array(readFileSync(out))
}
