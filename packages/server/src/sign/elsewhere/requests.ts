// Requests for signatures at a service elsewhere. The service is asked outside of any transaction; what it said is written
// in one, together with the job that goes on with the document.
import { isSignatureOf } from '@countersign/pdf/cms'
import { executorOf, type Tx, withAccount, withSystem } from '../../db/sql.ts'
import type { Archive } from '../../documents/holdings.ts'
import type { Recorder } from '../../documents/record.ts'
import { insertBlob } from '../../documents/results.store.ts'
import { mayBecome, pauseAfter } from '../../domain/signature-request.ts'
import type { Log } from '../../platform/log.ts'
import { isProblem, Problem } from '../../platform/problem.ts'
import { readBlob } from '../../ports/blob-store.ts'
import type { PreparedSeal, SealIdentity } from '../../ports/document-engine.ts'
import type { RequestedSeal, SealOf, SealWanted, SignatureDesk } from '../../ports/signature-desk.ts'
import type { SignatureAnswer, SignatureOrder, SignatureService } from '../../ports/signature-service.ts'
import {
  claimDue,
  deleteBlobRow,
  findRequest,
  findRequestOf,
  findStanding,
  insertRequest,
  listLeftOver,
  listOverdue,
  lockRequest,
  type NewRequest,
  type RequestRow,
  updateRequest,
} from './due.store.ts'
import { findOwnRequest } from './requests.store.ts'

export type DeskPorts = {
  archive: Archive
  recorder: Recorder
  service: SignatureService
  /** How long a signature is waited for. */
  keepMs: number
}

const atOnce = 20
const dayMs = 24 * 60 * 60 * 1000

export function signatureDesk(ports: DeskPorts): SignatureDesk {
  return {
    identity: () => ports.service.identity(),
    async find(of) {
      const row = await withSystem(ports.archive.db, (tx) => findRequestOf(tx, of))
      return row ? standingOf(ports, of, row) : null
    },
    request: (of, wanted) => place(ports, of, wanted),
  }
}

async function standingOf({ archive }: DeskPorts, of: SealOf, row: RequestRow): Promise<RequestedSeal> {
  if (row.state === 'declined' || row.state === 'expired')
    return { state: 'declined', why: row.words ?? 'The signature service did not sign.' }
  if (row.state !== 'signed' || !row.signature) return { state: 'waiting' }
  const { claimedAt: at, level, signature } = row
  const prepared = await preparedOf(archive, of, row)
  return { state: 'signed', prepared, signer: signerOf(row), at, level, signature }
}

const signerOf = ({ certificate, chain, algorithm }: RequestRow): SealIdentity => ({
  certificate: new Uint8Array(certificate),
  chain: chain.map((der) => new Uint8Array(der)),
  algorithm: algorithm as SealIdentity['algorithm'],
})

async function preparedOf({ blobs }: Archive, { dataKey }: SealOf, row: RequestRow): Promise<PreparedSeal> {
  const data = new Uint8Array(row.data)
  const { kind, digest, field, byteRange, blobId } = row
  if (kind === 'detached' && digest) return { kind, data, digest: new Uint8Array(digest) }
  if (!blobId || !byteRange || field === null) throw new Error(`the request ${row.id} is incomplete`)
  const pdf = new Uint8Array(await readBlob(blobs, blobId, dataKey))
  return { kind: 'embedded', data, pdf, field, byteRange: byteRange.map(Number) as Range }
}
type Range = [number, number, number, number]

/** Writes the request first: whoever finds it later asks, should this process die in between. */
async function place(ports: DeskPorts, of: SealOf, wanted: SealWanted): Promise<RequestedSeal> {
  const { archive, recorder } = ports
  const { prepared } = wanted
  const blob = prepared.kind === 'embedded' ? await archive.blobs.put(prepared.pdf, of.dataKey) : null
  const row = await withSystem(archive.db, async (tx) => {
    const { accountId, kekId } = await findStanding(tx, of.documentId)
    const fresh = newRequest(ports, of, { wanted, accountId, blobId: blob?.id ?? null })
    if (!(await insertRequest(tx, fresh))) return null
    const at = recorder.clock()
    const about = { documentId: of.documentId, run: of.run, kekId: kekId ?? '', at }
    if (blob) await insertBlob(tx, accountId, { ...about, role: 'prepared', blob })
    return findRequestOf(tx, of)
  })
  if (!row && blob) await archive.blobs.delete(blob.id)
  if (row) await advance(ports, row, { goesOn: true })
  const standing = await withSystem(archive.db, (tx) => findRequestOf(tx, of))
  return standing ? standingOf(ports, of, standing) : { state: 'waiting' }
}

type Fresh = { wanted: SealWanted; accountId: string; blobId: string | null }

function newRequest(
  { recorder, service, keepMs }: DeskPorts,
  { documentId, run }: SealOf,
  { wanted, accountId, blobId }: Fresh,
): NewRequest {
  const { prepared, signer, at, level, description } = wanted
  const now = recorder.clock()
  return {
    ...{ id: recorder.newId('sgr'), accountId, documentId, run, state: 'requested', service: service.name },
    ...{ description, level, claimedAt: at, algorithm: signer.algorithm, blobId, kind: prepared.kind },
    certificate: Buffer.from(signer.certificate),
    chain: signer.chain.map((der) => Buffer.from(der)),
    data: Buffer.from(prepared.data),
    ...(prepared.kind === 'embedded'
      ? { field: prepared.field, byteRange: prepared.byteRange }
      : { digest: Buffer.from(prepared.digest) }),
    dueAt: new Date(now.getTime() + pauseAfter(0) * 1000),
    expiresAt: new Date(now.getTime() + keepMs),
    ...{ createdAt: now, updatedAt: now },
  }
}

const orderOf = (row: RequestRow, code?: string): SignatureOrder => ({
  ...{ id: row.id, data: new Uint8Array(row.data), description: row.description },
  ...{ expiresAt: row.expiresAt, code },
})

type Advancing = { code?: string; goesOn?: boolean }

async function advance(ports: DeskPorts, row: RequestRow, { code, goesOn }: Advancing): Promise<void> {
  const { service } = ports
  const order = orderOf(row, code)
  const answer =
    row.state === 'waiting' && row.reference !== null && code === undefined
      ? await service.poll(order, row.reference)
      : await service.ask(order)
  await settle(ports, row.id, { answer, goesOn })
}

/** Writes what the service said; once it said the last word, the document goes on. Said again, it changes nothing. */
async function settle(
  ports: DeskPorts,
  id: string,
  { answer, goesOn }: { answer: SignatureAnswer; goesOn?: boolean | undefined },
): Promise<void> {
  const { archive, recorder } = ports
  await withSystem(archive.db, async (tx) => {
    const row = await lockRequest(tx, id)
    if (!row || !mayBecome(row.state, answer.state)) return
    if (answer.state === 'signed') checkSignature(row, answer.signature)
    const now = recorder.clock()
    await updateRequest(tx, id, { ...columnsOf(row, answer, now), state: answer.state, updatedAt: now })
    const isOver = answer.state === 'signed' || answer.state === 'declined'
    if (isOver && !goesOn) await wake(tx, ports, row)
  })
}

function columnsOf({ attempts }: RequestRow, answer: SignatureAnswer, now: Date) {
  if (answer.state === 'signed') return { signature: Buffer.from(answer.signature), words: null, dueAt: null }
  if (answer.state === 'declined') return { words: answer.why, dueAt: null }
  if (answer.state === 'needs_code') return { words: answer.words, dueAt: null }
  const dueAt = new Date(now.getTime() + pauseAfter(attempts) * 1000)
  return { reference: answer.reference, words: null, dueAt }
}

function checkSignature(row: RequestRow, signature: Uint8Array): void {
  if (isSignatureOf(signerOf(row), { data: row.data, signature })) return
  throw new Problem(
    'signature.invalid',
    `What ${row.service} sent is no signature over request ${row.id} by the certificate that it named.`,
  )
}

/** The document stands where it stood; somebody should look at it again. */
async function wake(tx: Tx, { recorder }: DeskPorts, row: RequestRow): Promise<void> {
  const { accountId, state, run, version, tier } = await findStanding(tx, row.documentId)
  if (run !== row.run) return
  const job = { accountId, documentId: row.documentId, state, run, version, tier, traceparent: null }
  await recorder.queue.enqueue(executorOf(tx), job)
}

/** Asks about all that are due, gives up what is overdue, and removes prepared files that nobody needs. */
export async function lookAfterRequests(ports: DeskPorts & { log: Pick<Log, 'warn'> }): Promise<void> {
  const { archive, recorder, log } = ports
  const now = recorder.clock()
  const until = new Date(now.getTime() + pauseAfter(4) * 1000)
  for (const row of await withSystem(archive.db, (tx) => claimDue(tx, { now, until, most: atOnce })))
    await advance(ports, row, {}).catch((error: unknown) => {
      const code = isProblem(error) ? error.code : 'internal.error'
      log.warn({ request: row.id, service: row.service, code }, 'the signature service could not be asked')
    })
  for (const { id } of await withSystem(archive.db, (tx) => listOverdue(tx, now, atOnce)))
    await giveUp(ports, id)
  for (const { id } of await withSystem(archive.db, (tx) => listLeftOver(tx, atOnce))) {
    await withSystem(archive.db, (tx) => deleteBlobRow(tx, id))
    await archive.blobs.delete(id)
  }
}

const giveUp = (ports: DeskPorts, id: string): Promise<void> =>
  withSystem(ports.archive.db, async (tx) => {
    const row = await lockRequest(tx, id)
    if (!row || !mayBecome(row.state, 'expired')) return
    const days = Math.round(ports.keepMs / dayMs)
    const words = `${row.service} did not sign within ${days} days.`
    await updateRequest(tx, id, {
      ...{ state: 'expired', words, dueAt: null, updatedAt: ports.recorder.clock() },
    })
    await wake(tx, ports, row)
  })

const noRequest = () => new Problem('signature.not_found', 'There is no such signature request.')

/** A person's one-time code goes to the service and is kept nowhere. */
export async function giveCode(
  { archive, desk }: { archive: Archive; desk: DeskPorts | null },
  { accountId, id, code }: { accountId: string; id: string; code: string },
): Promise<RequestRow> {
  const find = async () => {
    const row = await withAccount(archive.db, accountId, (tx) => findOwnRequest(tx, accountId, id))
    if (row) return row
    throw noRequest()
  }
  const row = await find()
  if (row.state !== 'needs_code')
    throw new Problem('signature.not_waiting', `The signature request ${id} does not wait for a code.`)
  if (!desk) throw new Problem('signature.not_waiting', 'The signature service is no longer in the settings.')
  await advance(desk, row, { code })
  return find()
}

/** Back from the service in a browser: `agreed` false where its owner said no, and may be asked again. */
export async function takeReturn(ports: DeskPorts, returned: URLSearchParams): Promise<{ agreed: boolean }> {
  const said = ports.service.readReturn?.(returned)
  const row = said && (await withSystem(ports.archive.db, (tx) => findRequest(tx, said.id)))
  if (!said || !row) throw noRequest()
  // A page that is loaded again finds everything done.
  if (said.code !== null && row.state === 'needs_code') await advance(ports, row, { code: said.code })
  return { agreed: said.code !== null }
}

/** What the service said by itself. The same callback again is no error. */
export async function takeCallback(
  ports: DeskPorts,
  {
    id,
    headers,
    body,
  }: { id: string; headers: Record<string, string | string[] | undefined>; body: Uint8Array },
): Promise<void> {
  const said = ports.service.readCallback?.({ headers, body, at: ports.recorder.clock() })
  const row = said && (await withSystem(ports.archive.db, (tx) => findRequest(tx, id)))
  if (!said || !row) throw noRequest()
  if (said.id !== id)
    throw new Problem('signature.callback_refused', 'The callback is about another request.')
  await settle(ports, id, { answer: said.answer })
}
