// An installation in which envelopes can be sent: documents made quickly, letters caught, links opened.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { buildRunner } from '../app.ts'
import { withSystem } from '../db/sql.ts'
import { lookAt } from '../pipeline/runner.ts'
import { type Installation, withInstallation } from '../pipeline/testing.ts'
import { Problem } from '../platform/problem.ts'
import type { Letter, Mailer } from '../ports/mailer.ts'
import { ensureSealKey } from '../sign/signer.ts'
import { driveEnvelope } from './driving/driver.ts'
import type { Driving } from './driving/driving.ts'

type TestContext = { after(hook: () => Promise<void>): void }
type JobRow = { id: string; data: Parameters<Installation['app']['queue']['enqueue']>[1] }

export type MailBox = Mailer & { letters: Letter[]; away: boolean }

export function mailBox(): MailBox {
  const box: MailBox = {
    letters: [],
    away: false,
    async send(letter) {
      if (box.away) throw new Problem('mail.unavailable', 'The mail server is away.')
      box.letters.push(letter)
    },
    close: async () => {},
  }
  return box
}

export async function signingHouse(
  t: TestContext,
  more: Partial<Driving> = {},
  settings: Parameters<typeof withInstallation>[1] = {},
) {
  const installation = await withInstallation(t, settings)
  const { app, http, accountId, headers } = installation
  const ports = { db: app.archive.db, kms: app.kms, clock: app.clock, newId: app.newId }
  await ensureSealKey({ ...ports, organisation: 'Test' })
  const runner = buildRunner(app)
  t.after(() => runner.close())
  const mails = mailBox()
  const { engine, sealSigner, sealTrust } = runner.ports
  const driving: Driving = {
    ...{ archive: app.archive, scribe: app.recorder, engine, sealSigner, sealTrust, mailer: mails },
    ...{ base: 'http://localhost', log: app.log },
    ...more,
  }
  const drive = (id: string) => driveEnvelope(driving, { id, accountId }, new AbortController().signal)
  return {
    ...installation,
    runner,
    mails,
    driving,
    drive,
    ...doors(http, headers),
    upload: uploader(installation, runner),
  }
}

export type SigningHouse = Awaited<ReturnType<typeof signingHouse>>

/** Uploads a PDF and takes it as far as it goes. */
const uploader =
  ({ app, http, headers }: Installation, runner: ReturnType<typeof buildRunner>) =>
  async (pdf: Uint8Array, options = 'workflow=archive') => {
    const sent = await http.inject({
      method: 'POST',
      url: `/v1/documents?${options}`,
      headers: {
        ...headers,
        'content-type': 'application/pdf',
        'content-disposition': 'attachment; filename="lease.pdf"',
      },
      payload: Buffer.from(pdf),
    })
    assert.equal(sent.statusCode, 202, sent.body)
    const { id } = sent.json() as { id: string }
    await workOff({ app, runner }, id)
    return id
  }

/** Takes the document of every job there is as far as it goes, by so many workers at the same time. */
export async function workOff(
  { app, runner }: Pick<Installation, 'app'> & { runner: ReturnType<typeof buildRunner> },
  documentId: string,
  workers = 1,
): Promise<number> {
  const { rows } = await withSystem(app.archive.db, (tx) =>
    sql<JobRow>`delete from pgboss.job where data->>'documentId' = ${documentId} returning id, data`.execute(
      tx,
    ),
  )
  for (const { id: jobId, data } of rows) {
    const job = { ...data, id: jobId, attempt: 1, lastAttempt: false, enqueuedAt: app.clock() }
    const work = () => lookAt(runner, job, new AbortController().signal)
    await Promise.all(Array.from({ length: workers }, work))
  }
  return rows.length
}

function doors(http: Installation['http'], headers: Record<string, string>) {
  const call = async (
    method: 'GET' | 'POST',
    url: string,
    { body, more = {} }: { body?: object; more?: Record<string, string> } = {},
  ) => http.inject({ method, url, headers: { ...headers, ...more }, ...(body && { payload: body }) })
  /** As a browser would, without a key. */
  const submit = (path: string, form: Record<string, string>, cookie?: string) =>
    http.inject({
      method: 'POST',
      url: path,
      headers: {
        host: 'localhost',
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Browser 1',
        ...(cookie && { cookie }),
      },
      payload: new URLSearchParams(form).toString(),
    })
  const open = (path: string, cookie?: string) =>
    http.inject({
      method: 'GET',
      url: path,
      headers: { host: 'localhost', 'user-agent': 'Browser 1', ...(cookie && { cookie }) },
    })
  return { call, submit, open }
}

/** The path of the link in the newest letter to an address. */
export function linkIn({ letters }: MailBox, address: string): string {
  const letter = letters.filter(({ to }) => to.address === address).at(-1)
  const path = letter && /http:\/\/localhost(\/sign\/[\w-]+)/.exec(letter.text)?.[1]
  assert.ok(path, `no letter with a link went to ${address}`)
  return path
}

/** Consents with what the page shows, then signs. */
export async function signAs(
  house: SigningHouse,
  address: string,
  form: Record<string, string> = {},
): Promise<void> {
  const path = linkIn(house.mails, address)
  const page = await house.open(path)
  assert.equal(page.statusCode, 200, page.body)
  const consent = /name="consent" value="([0-9a-f]{64})"/.exec(page.body)?.[1] ?? ''
  await house.submit(`${path}/consent`, { consent })
  const signed = await house.submit(`${path}/sign`, { typed: 'A. Person', ...form })
  assert.equal(signed.statusCode, 303, signed.body)
  assert.doesNotMatch(String(signed.headers.location), /said=/)
}
