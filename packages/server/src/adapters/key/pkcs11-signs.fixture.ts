// Run by softhsm.fixture.ts: signs two files with one connection and writes the second.
import { writeFileSync } from 'node:fs'
import { signPdf } from '@countersign/pdf/sign/sign'
import { rawPdf, shown } from '@countersign/pdf/testing'
import { loadLibrary, type Pkcs11Settings, pkcs11KeyProvider } from './pkcs11.ts'

type Order = { settings: Pkcs11Settings; binding: string; out: string }

const { settings, binding, out } = JSON.parse(process.argv[2] ?? '') as Order
const provider = pkcs11KeyProvider(settings, (module) => loadLibrary(module, binding))
for (const text of ['one', 'two']) {
  const signer = await provider.signer()
  const file = rawPdf([{ content: shown(text, [30, 150, 20]) }])
  const options = { signer: { ...signer, chain: [...signer.chain] }, at: new Date(), reason: text }
  writeFileSync(out, (await signPdf(file, options)).bytes)
}
process.exit(0)
