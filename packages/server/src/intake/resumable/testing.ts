// What the tests of resumable uploads share: papers to send, raw requests, and what is left in store.
import { makeUpload } from '@countersign/fixtures/upload'
import { createKey } from '../../access/accounts.ts'
import { withSystem } from '../../db/sql.ts'
import { type Installation, withInstallation } from '../../pipeline/testing.ts'

export type TestContext = Parameters<typeof withInstallation>[0]
type Settings = Parameters<typeof withInstallation>[1]

export async function listening(
  t: TestContext,
  settings: Settings = {},
): Promise<Installation & { url: string }> {
  const installation = await withInstallation(t, settings)
  const url = await installation.http.listen({ host: '127.0.0.1', port: 0 })
  return { ...installation, url }
}

export const paper = async (seed: number, bytes = 120_000): Promise<Buffer> =>
  Buffer.from((await makeUpload({ bytes, seed, format: 'pdf' })).bytes)

export const metadata = (options: Record<string, string>): string =>
  Object.entries(options)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',')

type Sent = { method: 'POST' | 'PATCH' | 'HEAD' | 'DELETE' | 'GET' | 'OPTIONS'; url: string }
type More = { headers?: Record<string, string>; payload?: Buffer }

export const ask = ({ http, headers }: Installation, { method, url }: Sent, more: More = {}) =>
  http.inject({
    method,
    url,
    headers: { ...headers, 'tus-resumable': '1.0.0', ...more.headers },
    ...(more.payload ? { payload: more.payload } : {}),
  })

/** The address of a new upload. */
export async function opened(
  installation: Installation,
  length: number,
  options: Record<string, string> = { workflow: 'archive' },
): Promise<string> {
  const answer = await ask(
    installation,
    { method: 'POST', url: '/v1/uploads' },
    { headers: { 'upload-length': String(length), 'upload-metadata': metadata(options) } },
  )
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return String(answer.headers.location)
}

export const append = (
  installation: Installation,
  url: string,
  { offset, payload, headers }: { offset: number; payload: Buffer; headers?: Record<string, string> },
) =>
  ask(
    installation,
    { method: 'PATCH', url },
    {
      headers: {
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
        ...headers,
      },
      payload,
    },
  )

export const stored = async ({ app }: Installation) => ({
  ...(await withSystem(app.archive.db, async (tx) => ({
    documents: await tx.selectFrom('documents').select(['id', 'workflow', 'metadata']).execute(),
    uploads: await tx.selectFrom('uploads').selectAll().execute(),
    parts: await tx.selectFrom('uploadParts').selectAll().orderBy('startsAt').execute(),
    jobs: (await app.queue.lag()).standard.waiting,
  }))),
  blobs: (await Array.fromAsync(app.archive.blobs.list())).length,
})

/** Headers of another key; one of kind `test` is of another account. */
export async function keyOf(
  { app, headers, accountId }: Installation,
  given: Pick<Parameters<typeof createKey>[1], 'scopes' | 'kind'>,
): Promise<Record<string, string>> {
  const ports = { db: app.archive.db, kms: app.kms, clock: app.clock, newId: app.newId }
  const { key } = await createKey(ports, { ...given, accountId, name: 'test' })
  return { ...headers, authorization: `Bearer ${key}` }
}
