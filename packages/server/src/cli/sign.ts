// `countersign sign`: signs PDFs with a key of one's own; no server takes part.
import { readFile, writeFile } from 'node:fs/promises'
import { memorySigner } from '@countersign/pdf/pki'
import type { FieldPlace } from '@countersign/pdf/sign/fields'
import { readPem, readPkcs12 } from '@countersign/pdf/sign/pkcs12'
import { type Level, levels, type SignOptions, signPdf } from '@countersign/pdf/sign/sign'
import { httpRevocation, httpTimestampAuthority } from '../adapters/tsa/http.ts'
import { systemClock } from '../platform/clock.ts'
import { createOutbound } from '../platform/outbound.ts'

export type SignOrder = {
  files: readonly string[]
  text(name: string): string | undefined
  flag(name: string): boolean
  environment: NodeJS.ProcessEnv
  print(line: string): void
}

const timeoutMs = 20_000
const mostBytes = 8_000_000

export async function signFiles(order: SignOrder): Promise<number> {
  const { files, text } = order
  if (files.length === 0) throw new Error('Name at least one file: countersign sign FILE… --p12 KEY.p12')
  if (files.length > 1 && text('out') !== undefined)
    throw new Error('--out names one file; leave it out to write each result beside its file.')
  const outbound = createOutbound({
    allowPrivate: true,
    allowHttp: true,
    timeoutMs,
    maxResponseBytes: mostBytes,
  })
  try {
    const options = await optionsOf(order)
    const authorities = listOf(text('tsa')).map((url) =>
      httpTimestampAuthority(outbound, { url, policy: text('tsa-policy') }),
    )
    const trust = { timestamps: authorities, revocation: httpRevocation(outbound), now: systemClock }
    for (const file of files) await signFile(file, { order, options: { ...options, ...trust } })
  } finally {
    await outbound.close()
  }
  return 0
}

type One = { order: SignOrder; options: Omit<SignOptions, 'at'> }

async function signFile(file: string, { order, options }: One): Promise<void> {
  const signed = await signPdf(await readFile(file), { ...options, at: systemClock() })
  const out = order.text('out') ?? `${file.replace(/\.pdf$/i, '')}.signed.pdf`
  await writeFile(out, signed.bytes)
  const { level, field, certificate, timestampedAt, digest } = signed
  if (order.flag('json'))
    order.print(JSON.stringify({ file: out, level, field, certificate, timestampedAt, sha256: digest }))
  else
    order.print(
      `${out}  PAdES ${level} by ${certificate.subject}${timestampedAt ? `, ${timestampedAt.toISOString()}` : ''}`,
    )
}

async function optionsOf({ text, flag, environment }: SignOrder): Promise<Omit<SignOptions, 'at'>> {
  const picture = text('picture')
  const certify = text('certify')
  return {
    signer: memorySigner(await keyFrom({ text, environment }), { pss: flag('pss') }),
    level: levelOf(text('level')),
    ...{ name: text('name'), reason: text('reason'), field: text('field'), password: text('password') },
    place: placeOf(text('place')),
    ...(picture !== undefined && { look: { picture: await readFile(picture) } }),
    ...(certify !== undefined && { certify: certifyOf(certify) }),
  }
}

async function keyFrom({ text, environment }: Pick<SignOrder, 'text' | 'environment'>) {
  const [p12, key, certificates] = [text('p12'), text('key'), text('certificates')]
  const password = environment.COUNTERSIGN_KEY_PASSWORD
  if (p12 !== undefined) return readPkcs12(await readFile(p12), password ?? '')
  if (key === undefined)
    throw new Error(
      'Name a key: --p12 FILE, or --key FILE with --certificates FILE. Its password is read from COUNTERSIGN_KEY_PASSWORD.',
    )
  const texts = await Promise.all(
    [key, certificates].map((file) => (file === undefined ? '' : readFile(file, 'utf8'))),
  )
  return readPem(texts.join('\n'), password)
}

function levelOf(value = 'B-B'): Level {
  const level = levels.find((known) => known === value)
  if (level) return level
  throw new Error(`--level takes ${levels.join(', ')}; "${value}" is none of them.`)
}

function certifyOf(value: string): 1 | 2 | 3 {
  const number = [1, 2, 3].find((known) => String(known) === value)
  if (number) return number as 1 | 2 | 3
  throw new Error('--certify takes 1 (no change), 2 (filling in and signing) or 3 (notes too).')
}

function placeOf(value: string | undefined): FieldPlace | undefined {
  if (value === undefined) return undefined
  const [page = 0, x, y, width, height] = listOf(value).map(Number)
  const rect = [x, y, width, height].filter((number) => number !== undefined && Number.isFinite(number))
  if (!Number.isInteger(page) || page < 1 || rect.length !== 4)
    throw new Error('--place takes PAGE,LEFT,BOTTOM,WIDTH,HEIGHT in points, such as 1,50,60,200,50.')
  return { page, rect: rect as FieldPlace['rect'] }
}

const listOf = (value = ''): string[] => value.split(',').flatMap((part) => part.trim() || [])
