// People with letters: everybody signs once a letter has come, and presses the button twice.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrived, MailServer } from '@countersign/e2e/mail-server'

const patienceMs = 600_000

/** Again and again: what is killed comes back, and says so where it is only in a hurry. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + patienceMs; ; await sleep(500))
    try {
      return await work()
    } catch (error) {
      const { status = 0 } = error as { status?: number }
      if ((status >= 400 && status < 500 && status !== 429) || performance.now() > deadline) throw error
    }
}

type Scene = { url: string; mail: MailServer; atOnce: number; say(line: string): void }

/** `gaveUp` counts those who could not sign whatever they tried. */
export type Signers = { latencies: number[]; gaveUp(): number; stop(): Promise<void> }

export function startSigners({ url, mail, atOnce, say }: Scene): Signers {
  const seen = new Set<string>()
  const latencies: number[] = []
  const running = new Set<Promise<void>>()
  let over = false
  let failed = 0
  const begin = (link: string) => {
    const one = signs(url.replace(/\/$/, '') + link)
      .then((ms) => void latencies.push(ms))
      .catch((error: Error) => {
        failed += 1
        say(`a signer gave up: ${error.message} (${(error.cause as Error | undefined)?.message ?? ''})`)
      })
      .finally(() => running.delete(one))
    running.add(one)
  }
  const look = async () => {
    for (let at = 0; !over; await sleep(100))
      for (; at < mail.letters.length && running.size < atOnce; at += 1) {
        const { link, subject } = mail.letters[at] as Arrived
        if (!link || !/sign/i.test(subject) || seen.has(link)) continue
        seen.add(link)
        begin(link)
      }
  }
  const looking = look()
  return {
    latencies,
    gaveUp: () => failed,
    async stop() {
      over = true
      await looking
      await Promise.all(running)
    },
  }
}

/** Milliseconds until the signature was taken in, tries included. */
async function signs(url: string): Promise<number> {
  const submit = (path: string, form: Record<string, string>) =>
    patiently(async () => {
      const body = new URLSearchParams(form)
      const answer = await fetch(`${url}/${path}`, { method: 'POST', body, redirect: 'manual' })
      await answer.arrayBuffer()
      if (answer.status !== 303)
        throw Object.assign(new Error(`${path}: ${answer.status}`), { status: answer.status })
    })
  const page = await patiently(async () => {
    const answer = await fetch(url)
    const text = await answer.text()
    if (!answer.ok) throw Object.assign(new Error(`the page: ${answer.status}`), { status: answer.status })
    return text
  })
  await submit('consent', { consent: /name="consent" value="(\w+)"/.exec(page)?.[1] ?? '' })
  const began = performance.now()
  await submit('sign', { typed: 'A Signer' })
  const ms = performance.now() - began
  await submit('sign', { typed: 'A Signer' })
  return ms
}
