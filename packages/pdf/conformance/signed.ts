// PDFs signed in every way we can, so that strangers' validators can judge them.
import { createHash } from 'node:crypto'
import { PDF } from '@libpdf/core'
import type { KeyKind } from '../src/pki.ts'
import { prepareFields } from '../src/sign/prepare.ts'
import { type Level, levels, type SignOptions, signPdf } from '../src/sign/sign.ts'
import { testTrust } from '../src/sign/testing.ts'
import { rawPdf, shown } from '../src/testing.ts'

/** `signatures`: how many there are, without document timestamps. `level` is that of the last one. */
export type SignedSample = {
  name: string
  bytes: Uint8Array
  level: Level
  signatures: number
  keys: KeyKind
  password?: string
}

/** The samples, and what one must trust to accept them. */
export type SignedSamples = { samples: SignedSample[]; root: Uint8Array; lists: Uint8Array[] }

type Trust = Awaited<ReturnType<typeof testTrust>>
type More = Partial<Omit<SignOptions, 'signer' | 'at'>> & { keys?: KeyKind; pss?: boolean }

const pages = ['One', 'Two'].map((text) => ({ content: shown(text, [30, 150, 20]) }))
const tables = () => rawPdf(pages)

/** All of them, signed now: validators judge by their own clock. `more` are made elsewhere under the same root. */
export async function signedSamples(
  now: Date,
  more: (trust: Trust) => Promise<SignedSample[]> = async () => [],
): Promise<SignedSamples> {
  const trust = await testTrust({ now })
  const made: SignedSample[] = []
  for (const keys of ['p256', 'p384', 'rsa2048', 'ed25519'] as const)
    for (const level of levels) made.push(await sample(trust, { name: `${level}-${keys}`, level, keys }))
  made.push(await sample(trust, { name: 'rsa-pss', level: 'B-LTA', keys: 'rsa2048', pss: true }))
  const streams = rawPdf(pages, { layout: 'streams' })
  made.push(await sample(trust, { name: 'object-streams', level: 'B-LTA', bytes: streams }))
  made.push(await sample(trust, { name: 'locked-fields', level: 'B-LTA', lock: { action: 'all' } }))
  for (const certify of [1, 2, 3] as const)
    made.push(await sample(trust, { name: `certified-${certify}`, level: 'B-LTA', certify }))
  made.push(await encrypted(trust), await several(trust, 2), await several(trust, 5), await agreement(trust))
  made.push(...(await more(trust)))
  const lists = await Promise.all(
    [trust.root, trust.issuer].map(({ certificate }) => trust.trust.revocation.own(certificate)),
  )
  return { samples: made, root: trust.root.certificate, lists: lists.flatMap((list) => list ?? []) }
}

type Wanted = More & { name: string; level: Level; bytes?: Uint8Array }

async function sample(trust: Trust, { name, bytes = tables(), ...more }: Wanted): Promise<SignedSample> {
  const { level, keys = 'p256' } = more
  return { name, level, keys, signatures: 1, bytes: await sign(trust, bytes, more) }
}

async function sign(trust: Trust, bytes: Uint8Array, { keys, pss, ...more }: More): Promise<Uint8Array> {
  const signer = await trust.signer(keys, { pss: pss ?? false })
  const at = new Date()
  const options = { ...trust.trust, now: () => new Date(), ...more, signer, at }
  return (await signPdf(bytes, { ...options, name: signer.algorithm, reason: 'Conformance' })).bytes
}

async function encrypted(trust: Trust): Promise<SignedSample> {
  const password = 'sesame'
  const pdf = PDF.create()
  pdf.addPage({ size: 'a4' }).drawText('secret', { x: 50, y: 500 })
  pdf.setProtection({ userPassword: password, ownerPassword: createHash('sha256').digest('hex') })
  const bytes = await sign(trust, await pdf.save(), { level: 'B-LTA', password })
  return { name: 'encrypted', level: 'B-LTA', keys: 'p256', signatures: 1, bytes, password }
}

/** One after the other, each in a field of its own. */
async function several(trust: Trust, count: number): Promise<SignedSample> {
  let bytes = tables()
  for (let number = 1; number <= count; number += 1) {
    const keys = number % 2 === 0 ? 'rsa2048' : 'p256'
    bytes = await sign(trust, bytes, { keys, level: number === count ? 'B-LTA' : 'B-LT' })
  }
  return { name: `${count}-signers`, level: 'B-LTA', keys: 'p256', signatures: count, bytes }
}

/** As an envelope is: fields first, then certified, then filled by two people, then kept. */
async function agreement(trust: Trust): Promise<SignedSample> {
  const place = (page: number, bottom: number) => ({
    page,
    rect: [20, bottom, 140, 40] as [number, number, number, number],
  })
  let bytes = await prepareFields(tables(), [
    { name: 'Sender' },
    { name: 'Signer_1', place: place(1, 20) },
    { name: 'Signer_2', place: place(2, 20) },
  ])
  const look = { typed: 'Ada Example', link: 'https://sign.example/v/1' }
  bytes = await sign(trust, bytes, { field: 'Sender', certify: 2, level: 'B-T' })
  bytes = await sign(trust, bytes, { field: 'Signer_1', keys: 'rsa2048', level: 'B-T', look })
  bytes = await sign(trust, bytes, { field: 'Signer_2', keys: 'p384', level: 'B-LTA', look: {} })
  return { name: 'agreement', level: 'B-LTA', keys: 'p384', signatures: 3, bytes }
}
