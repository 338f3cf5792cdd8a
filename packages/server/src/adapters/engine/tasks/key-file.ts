// Opens a PKCS#12 file from outside. Its author chooses how many million times a password is hashed, so it is done where
// it can be killed.
import { readPkcs12 } from '@countersign/pdf/sign/pkcs12'
import type { KeyFileFound } from '../../../ports/document-engine.ts'
import type { Item, KeyFileTask } from '../protocol.ts'
import type { Tools } from './tools.ts'

export async function* keyFile({ password }: KeyFileTask, { load }: Tools): AsyncGenerator<Item> {
  yield {
    head: { item: 'keyFile', found: opened(new Uint8Array(await load(0)), password) },
    bytes: new Uint8Array(),
  }
}

function opened(bytes: Uint8Array, password: string): KeyFileFound {
  try {
    return { key: readPkcs12(bytes, password) }
  } catch (error) {
    // The library's own sentences say what to do; whatever else it throws comes from a damaged file.
    const known = error instanceof Error && 'code' in error && String(error.code).startsWith('key.')
    return {
      fault: known
        ? error.message
        : 'The file is no PKCS#12 file (.p12, .pfx) that can be read. Export it again.',
    }
  }
}
