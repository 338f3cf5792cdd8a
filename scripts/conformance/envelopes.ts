// Finished envelopes as the product makes them, for strangers' validators: sent, signed at the links in the letters, sealed.
import { X509Certificate } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type House, openHouse } from '../../e2e/src/house.ts'
import { linkIn, signAt } from '../../e2e/src/letters.ts'
import type { Envelope } from '../../packages/contract/src/envelope.ts'
import type { SignedSample, SignedSamples } from '../../packages/pdf/conformance/signed.ts'
import { rawPdf, shown } from '../../packages/pdf/src/testing.ts'

/** `archives`: names of the samples that must be PDF/A-3u besides. */
export type EnvelopeSamples = SignedSamples & { archives: string[] }

const patienceMs = 600_000

/** Two signers at once, and five one after the other; each file was certified (P=2) when it was sent. */
export async function envelopeSamples(): Promise<EnvelopeSamples> {
  const house = await openHouse({ COUNTERSIGN_LOG_CHECKPOINT_SECONDS: '1' })
  try {
    const two = await finished(house, { name: 'envelope-2', signers: 2, inTurn: false })
    const five = await finished(house, { name: 'envelope-5', signers: 5, inTurn: true })
    const root = (await house.api.ask('/v1/certificates/root')).bytes
    const lists = ['authority', 'issuer'].map((kind) => house.api.ask(`/v1/certificates/${kind}.crl`))
    return {
      samples: [...two, ...five],
      root: new Uint8Array(new X509Certificate(root).raw),
      lists: (await Promise.all(lists)).map(({ bytes }) => new Uint8Array(bytes)),
      archives: ['envelope-2-certificate', 'envelope-5-certificate'],
    }
  } finally {
    await house.stop()
  }
}

type Agreement = { name: string; signers: number; inTurn: boolean }

async function finished(house: House, { name, signers, inTurn }: Agreement): Promise<SignedSample[]> {
  const { api } = house
  const who = Array.from({ length: signers }, (_, index) => index + 1)
  const anchors = who.map((one) => shown(`{{sign:${one}}}`, [20, 20 + 70 * (one - 1), 6]))
  const pdf = rawPdf([{ mediaBox: '[0 0 300 400]', content: anchors.join('\n') }])
  const { id: documentId } = await api.settled((await api.upload(pdf, { workflow: 'archive' })).id)
  const { body: sent } = await api.ask<Envelope>('/v1/envelopes', {
    method: 'POST',
    body: {
      title: name,
      documents: [{ documentId }],
      recipients: who.map((one) => ({
        ...{ name: `Person ${one}`, email: `${name}-${one}@example.com`, step: inTurn ? one : 1 },
      })),
    },
  })
  for (const one of who)
    await signAt(await linkIn(house, `${name}-${one}@example.com`, /sign/), `Person ${one}`)
  const common = { level: 'B-LTA', keys: 'p256' } as const
  return [
    {
      ...{ name: `${name}-certificate`, signatures: 1, ...common },
      bytes: await fileOf(house, `/v1/envelopes/${sent.id}/certificate`),
    },
    // The sender's certification is one of them.
    {
      ...{ name, signatures: signers + 1, ...common },
      bytes: await fileOf(house, `/v1/envelopes/${sent.id}/files/1`),
    },
  ]
}

async function fileOf({ api }: House, path: string): Promise<Uint8Array> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(500)) {
    const { status, bytes } = await api.ask(path)
    if (status === 200) return new Uint8Array(bytes)
  }
  throw new Error(`${path} is not there`)
}
