// What recipients of envelopes get and where it leads, on an installation without a mail server.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Envelope } from '@countersign/contract/envelope'
import type { House } from './house.ts'

const patienceMs = 120_000

/** By name: a browser has no passkeys for numbers. */
export const addressOf = ({ url }: Pick<House, 'url'>): string =>
  url.replace(/\/$/, '').replace('127.0.0.1', 'localhost')

/** The link in the newest letter with this subject, on the address that the house has here. */
export async function linkIn(
  house: Pick<House, 'data' | 'url'>,
  address: string,
  subject: RegExp,
): Promise<string> {
  const folder = join(house.data, 'mail')
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(100)) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'))
    for (const name of names.sort().reverse()) {
      const raw = (await readFile(join(folder, name), 'utf8')).replace(/=\n/g, '').replaceAll('=3D', '=')
      const path = /(\/sign\/[\w-]{43})/.exec(raw)?.[1]
      if (path && raw.includes(`<${address}>`) && subject.test(raw)) return addressOf(house) + path
    }
  }
  throw new Error(`no letter ${subject} came to ${address}`)
}

export async function settledEnvelope(house: House, id: string): Promise<Envelope> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(100)) {
    const envelope = await house.api.get<Envelope>(`/v1/envelopes/${id}`)
    if (envelope.settledAt) return envelope
  }
  throw new Error(`envelope ${id} does not come to an end`)
}

/** Agrees to what the page shows and signs with a typed name, as a browser would send it. */
export async function signAt(
  link: string,
  typed: string,
  values: Record<string, string> = {},
): Promise<void> {
  const page = await (await fetch(link)).text()
  const consent = /name="consent" value="([0-9a-f]{64})"/.exec(page)?.[1]
  if (!consent) throw new Error(`${link} asks for no consent`)
  for (const [path, form] of [
    ['consent', { consent }],
    ['sign', { typed, ...values }],
  ] as const) {
    const answer = await fetch(`${link}/${path}`, {
      ...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
    })
    if (answer.status !== 303 || /said=/.test(answer.headers.get('location') ?? ''))
      throw new Error(`${path} was answered ${answer.status}`)
  }
}
