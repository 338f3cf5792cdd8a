// A key in a hardware module that never leaves it (PKCS#11 2.40). The binding `pkcs11js` is compiled where it is
// installed, so it is no dependency of ours: who has such a module installs it beside Countersign.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { algorithmFor } from '@countersign/pdf/pki'
import { derSignature, pemCertificates } from '@countersign/pdf/sign/hardware'
import { Problem } from '../../platform/problem.ts'
import type { SealSigner } from '../../ports/document-engine.ts'
import type { KeyProvider } from '../../ports/key-provider.ts'

/** `certificates` is a PEM file: the key's own certificate first, then its chain. */
export type Pkcs11Settings = { module: string; label: string; pin: string; certificates: string }

type Handle = Buffer
type Attribute = { type: number; value?: number | string | Buffer }
type Mechanism = { mechanism: number; parameter?: null }

/** The part of pkcs11js 2 that is used. */
type Library = {
  load(path: string): void
  C_Initialize(): void
  C_GetSlotList(present: boolean): Handle[]
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, user: number, pin: string): void
  C_FindObjectsInit(session: Handle, template: Attribute[]): void
  C_FindObjects(session: Handle): Handle | null
  C_FindObjectsFinal(session: Handle): void
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_Sign(session: Handle, data: Buffer, out: Buffer): Buffer
}

const cka = { class: 0, label: 3 } as const
const privateKey = 3
const [serialSession, normalUser] = [4, 1]
const mechanisms = { rsaSha256: 0x40, ecdsa: 0x1041 } as const
const mostSignatureBytes = 1024

/** Connects when a key is first asked for, and anew after a failure. */
export function pkcs11KeyProvider(
  settings: Pkcs11Settings,
  load: (module: string) => Promise<Library> = loadLibrary,
): KeyProvider {
  let connected: Promise<SealSigner> | undefined
  let library: Promise<Library> | undefined
  return {
    signer() {
      library ??= load(settings.module)
      connected ??= library
        .then((ready) => connect(ready, settings, () => (connected = undefined)))
        .catch((cause: unknown) => {
          connected = undefined
          throw unusable(cause)
        })
      return connected
    },
  }
}

function unusable(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new Problem('service.unavailable', `The hardware module does not answer: ${why}`, { cause })
}

const wrong = (detail: string, cause?: unknown) => new Problem('key.unusable', detail, { cause })

/** `name` may be the path of the binding's main file. */
export async function loadLibrary(module: string, name = 'pkcs11js'): Promise<Library> {
  const binding = await import(name).catch((cause: unknown) => {
    throw wrong(
      'A PKCS#11 module needs the package pkcs11js: npm install pkcs11js, beside Countersign.',
      cause,
    )
  })
  const library: Library = new (binding.PKCS11 ?? binding.default.PKCS11)()
  library.load(module)
  try {
    library.C_Initialize()
  } catch (error) {
    if (codeOf(error) !== alreadyInitialised) throw error
  }
  return library
}

async function connect(library: Library, settings: Pkcs11Settings, lost: () => void): Promise<SealSigner> {
  const [certificate, ...chain] = pemCertificates(await readFile(settings.certificates, 'utf8'))
  if (!certificate) throw wrong('COUNTERSIGN_PKCS11_CERTIFICATES names a file without a certificate in PEM.')
  const algorithm = algorithmFor(certificate)
  if (algorithm === 'ed25519')
    throw wrong('Keys of the kind Ed25519 cannot be used in a module. Use RSA, P-256 or P-384.')
  const { session, key } = open(library, settings)
  return {
    ...{ certificate, chain, algorithm },
    async sign(data) {
      try {
        return signed(library, { session, key, algorithm, data })
      } catch (cause) {
        lost()
        throw unusable(cause)
      }
    },
  }
}

function open(library: Library, { label, pin }: Pkcs11Settings): { session: Handle; key: Handle } {
  for (const slot of library.C_GetSlotList(true)) {
    // A slot may hold a token that was never set up.
    const session = unless(() => library.C_OpenSession(slot, serialSession))
    if (!session) continue
    const key = login(library, session, pin) ? find(library, session, label) : null
    if (key) return { session, key }
    library.C_CloseSession(session)
  }
  throw wrong(`No token opens with COUNTERSIGN_PKCS11_PIN and has a private key "${label}". Check both.`)
}

function unless<T>(call: () => T): T | null {
  try {
    return call()
  } catch {
    return null
  }
}

/** CKR_USER_ALREADY_LOGGED_IN, CKR_CRYPTOKI_ALREADY_INITIALIZED: a process has one login for all its sessions. */
const [alreadyLoggedIn, alreadyInitialised] = [0x100, 0x191]
const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

/** Of several tokens, only one may know the PIN. */
function login(library: Library, session: Handle, pin: string): boolean {
  try {
    library.C_Login(session, normalUser, pin)
    return true
  } catch (error) {
    return codeOf(error) === alreadyLoggedIn
  }
}

function find(library: Library, session: Handle, label: string): Handle | null {
  library.C_FindObjectsInit(session, [
    { type: cka.class, value: privateKey },
    { type: cka.label, value: label },
  ])
  const found = library.C_FindObjects(session)
  library.C_FindObjectsFinal(session)
  return found
}

type Signing = { session: Handle; key: Handle; algorithm: SealSigner['algorithm']; data: Uint8Array }

function signed(library: Library, { session, key, algorithm, data }: Signing): Uint8Array {
  const out = Buffer.alloc(mostSignatureBytes)
  if (algorithm === 'rsa-sha256') {
    library.C_SignInit(session, { mechanism: mechanisms.rsaSha256 }, key)
    return new Uint8Array(library.C_Sign(session, Buffer.from(data), out))
  }
  if (algorithm === 'rsa-pss-sha256') throw wrong('Keys for RSA-PSS only are not supported in a module.')
  const hash = createHash(algorithm === 'ecdsa-sha384' ? 'sha384' : 'sha256')
  library.C_SignInit(session, { mechanism: mechanisms.ecdsa }, key)
  return derSignature(library.C_Sign(session, hash.update(data).digest(), out))
}
