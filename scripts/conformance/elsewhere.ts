// Signatures by keys that are not in this process: in SoftHSM through PKCS#11, and at a signature service (CSC API v2).
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeCscKey } from '../../e2e/src/csc-key.ts'
import { openCscServer } from '../../e2e/src/csc-server.ts'
import type { SignedSample } from '../../packages/pdf/conformance/signed.ts'
import { dataToSignLater, finishSignature } from '../../packages/pdf/src/sign/deferred.ts'
import { prepareSignature } from '../../packages/pdf/src/sign/prepare.ts'
import type { testTrust } from '../../packages/pdf/src/sign/testing.ts'
import { rawPdf, shown } from '../../packages/pdf/src/testing.ts'
import { makeToken, signInModule } from '../../packages/server/src/adapters/key/softhsm.fixture.ts'
import { cscService } from '../../packages/server/src/adapters/signature/csc.ts'
import { systemClock } from '../../packages/server/src/platform/clock.ts'
import { createOutbound } from '../../packages/server/src/platform/outbound.ts'
import type { SignatureAnswer } from '../../packages/server/src/ports/signature-service.ts'

/** Compiled where it is installed, which needs a compiler; it is no dependency of the product. */
const binding = { name: 'pkcs11js', version: '2.1.6' }

type Trust = Awaited<ReturnType<typeof testTrust>>

/** Samples under the same root; says what could not be made, and why. */
export async function signedElsewhere(folder: string, trust: Trust): Promise<SignedSample[]> {
  return [...(await inModule(join(folder, 'softhsm'), trust)), await atService(trust)]
}

async function inModule(folder: string, trust: Trust): Promise<SignedSample[]> {
  mkdirSync(folder)
  const main = installBinding(folder)
  const kinds = ['rsa2048', 'p256', 'p384'] as const
  const token = main === null ? 'pkcs11js could not be installed.' : await makeToken(folder, kinds, trust)
  if (typeof token === 'string' || main === null) {
    console.log(`No signatures by PKCS#11: ${token}`)
    return []
  }
  return kinds.map((keys) => ({
    ...{ name: `pkcs11-${keys}`, level: 'B-B', keys, signatures: 1 },
    bytes: signInModule(token, { keys, binding: main, out: join(folder, `${keys}.pdf`) }),
  }))
}

function installBinding(folder: string): string | null {
  const { name, version } = binding
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { [name]: true } }),
  )
  // What npm says in the environment of those it starts would lead it back here.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)))
  const order = ['install', '--no-audit', '--prefix', folder, `${name}@${version}`]
  const installed = spawnSync('npm', order, { cwd: folder, env })
  const main = join(folder, 'node_modules', name, 'index.js')
  return installed.status === 0 && existsSync(main) ? main : null
}

/** Asynchronously and after a confirmation, as the slowest of them do. */
async function atService(trust: Trust): Promise<SignedSample> {
  const { key } = await makeCscKey(systemClock(), trust)
  const server = await openCscServer({ key, notYet: { authorize: 1, sign: 1 } })
  const limits = { allowPrivate: true, allowHttp: true, timeoutMs: 10_000, maxResponseBytes: 100_000 }
  const access = { url: server.url, tokenUrl: '', clientId: '', clientSecret: '' }
  const service = cscService(
    { ...access, credential: '', pin: '', totpSecret: '', asynchronous: true, returnUrl: '' },
    { outbound: createOutbound(limits), clock: systemClock },
  )
  try {
    const at = systemClock()
    const signer = { ...(await service.identity()) }
    const prepared = await prepareSignature(rawPdf([{ content: shown('csc', [30, 150, 20]) }]), { at })
    const data = dataToSignLater(prepared, signer)
    const order = { id: 'sgr_conformance', data, description: 'Conformance', expiresAt: at }
    let answer: SignatureAnswer = await service.ask(order)
    while (answer.state === 'waiting') answer = await service.poll(order, answer.reference)
    if (answer.state !== 'signed') throw new Error(`the service answered ${answer.state}`)
    const level = 'B-LTA' as const
    const later = { ...signer, chain: [...signer.chain] }
    const { signature } = answer
    const options = { ...trust.trust, now: systemClock, signer: later, signature, at, level }
    const { bytes } = await finishSignature(prepared, options)
    return { name: 'csc-rsa', level, keys: 'rsa2048', signatures: 1, bytes }
  } finally {
    await service.close()
    await server.close()
  }
}
