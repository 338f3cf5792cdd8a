// A key that somebody else certified, in a PKCS#12 file under a password.
import { readFile } from 'node:fs/promises'
import { memorySigner } from '@countersign/pdf/pki'
import { readPkcs12 } from '@countersign/pdf/sign/pkcs12'
import { Problem } from '../../platform/problem.ts'
import type { SealSigner } from '../../ports/document-engine.ts'
import type { KeyProvider } from '../../ports/key-provider.ts'

/** Read once; a new file needs a restart. */
export function pkcs12KeyProvider({ file, password }: { file: string; password: string }): KeyProvider {
  let loaded: Promise<SealSigner> | undefined
  return {
    signer() {
      loaded ??= load(file, password).catch((cause: unknown) => {
        loaded = undefined
        const why = cause instanceof Error ? cause.message : String(cause)
        throw new Problem('key.unusable', `The key file COUNTERSIGN_SEAL_KEY_FILE cannot be used: ${why}`, {
          cause,
        })
      })
      return loaded
    },
  }
}

const load = async (file: string, password: string): Promise<SealSigner> =>
  memorySigner(readPkcs12(await readFile(file), password))
