// What became of each envelope: in its record, in its facts, and in the bytes of its file.
import type { Envelope } from '@countersign/contract/envelope'
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import type { VerifyReport } from '@countersign/contract/verification'
import type { Arrived } from '@countersign/e2e/mail-server'
import { inspectSignatures } from '@countersign/pdf/inspect'
import type { Api } from '../api.ts'
import { patiently } from './signers.ts'

type Judging = { api: Api; signers: number; verified: boolean }

/** One sentence for each thing that is not as it must be. */
export async function faultsOf(envelope: Envelope, { api, signers, verified }: Judging): Promise<string[]> {
  const { id, state } = envelope
  if (state !== 'completed')
    return [`${id} is ${state}: ${envelope.waitingFor ?? envelope.failure?.code ?? 'why is not said'}`]
  const revisions = envelope.documents[0]?.revisions ?? []
  const kinds = revisions.map(({ kind }) => kind).join(' ')
  const wanted = ['certified', ...Array(signers).fill('signed'), 'sealed'].join(' ')
  const who = new Set(revisions.flatMap(({ recipientId }) => recipientId ?? []))
  const facts = await patiently(() => api.get<EnvelopeFacts>(`/v1/envelopes/${id}/facts`))
  const acts = facts.events.filter(({ type }) => type === 'recipient.signed').length
  return [
    ...(kinds === wanted && who.size === signers ? [] : [`${id} has ${kinds}`]),
    ...(acts === signers ? [] : [`${id} was signed ${acts} times`]),
    ...(await faultsOfFile(id, { api, signers, verified })),
  ]
}

/** Every signer's field holds one signature; there are no more than these, the sender's and the timestamp. */
async function faultsOfFile(id: string, { api, signers, verified }: Judging): Promise<string[]> {
  const bytes = await patiently(async () => {
    const headers = { authorization: `Bearer ${api.key}` }
    const answer = await fetch(`${api.url}/v1/envelopes/${id}/files/1`, { headers })
    if (!answer.ok) throw Object.assign(new Error(await answer.text()), { status: answer.status })
    return new Uint8Array(await answer.arrayBuffer())
  })
  const { fields } = await inspectSignatures(bytes)
  const own = fields.filter((name) => /^sign_\d+$/.test(name))
  const once = own.length === signers && new Set(own).size === signers && fields.length === signers + 2
  const ranges = Buffer.from(bytes).toString('latin1').split('/ByteRange').length - 1
  const faults = once && ranges === fields.length ? [] : [`the file of ${id} is signed in ${fields}`]
  return verified ? [...faults, ...(await verdictOn(bytes, { id, api }))] : faults
}

async function verdictOn(bytes: Uint8Array, { id, api }: { id: string; api: Api }): Promise<string[]> {
  const report = await patiently(async () => {
    const answer = await fetch(`${api.url}/v1/verify`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/pdf' },
      body: new Uint8Array(bytes),
    })
    if (!answer.ok) throw Object.assign(new Error(await answer.text()), { status: answer.status })
    return (await answer.json()) as VerifyReport
  })
  return report.verdict === 'passed' ? [] : [`the file of ${id} is ${report.verdict}: ${report.summary}`]
}

/** Two letters for one thing are a fault; the same one again is what a kill may cost. */
export function letterFaults(letters: readonly Arrived[]): { repeated: number; faults: string[] } {
  const byId = new Map<string, Arrived>()
  const byReason = new Map<string, string>()
  const faults: string[] = []
  let repeated = 0
  for (const letter of letters) {
    const before = byId.get(letter.messageId)
    if (before) repeated += 1
    if (before && before.link !== letter.link) faults.push(`${letter.messageId} came with two links`)
    byId.set(letter.messageId, letter)
    const reason = `${letter.to} ${letter.subject}`
    const other = byReason.get(reason)
    if (other && other !== letter.messageId) faults.push(`${letter.to} got two letters: ${letter.subject}`)
    byReason.set(reason, letter.messageId)
  }
  return { repeated, faults }
}
