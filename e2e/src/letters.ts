// The letters that a house without a mail server writes into a folder.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { House } from './house.ts'

const patienceMs = 120_000

/** The link in the letter with this subject, on the address that the house has here. */
export async function linkFor(
  { data, url }: Pick<House, 'data' | 'url'>,
  address: string,
  subject: RegExp,
): Promise<string> {
  const folder = join(data, 'mail')
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(200)) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'))
    for (const name of names.sort()) {
      const raw = (await readFile(join(folder, name), 'utf8')).replace(/=\n/g, '').replaceAll('=3D', '=')
      const path = /(\/sign\/[\w-]{43})/.exec(raw)?.[1]
      if (path && raw.includes(`<${address}>`) && subject.test(raw)) return url.replace(/\/$/, '') + path
    }
  }
  throw new Error(`no letter ${subject} came to ${address}`)
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
