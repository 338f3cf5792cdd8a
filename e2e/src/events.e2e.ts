// Polling, streaming and webhooks tell one story, in one order, and nobody can forge it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Event, EventPage } from '@countersign/contract/event'
import type { ProblemBody } from '@countersign/contract/problem'
import type { Attempt, Delivery, WebhookEndpointWithSecret } from '@countersign/contract/webhook'
import { type Api, type House, openHouse } from './house.ts'
import { invoice } from './papers.ts'
import { openReceiver, type Receiver, verify } from './receiver.ts'

const story = (events: readonly Event[]) =>
  events.map(({ position, type, subject, run, version }) => ({ position, type, subject, run, version }))

/** Server-sent events as a browser would read them, until `enough`. */
async function readStream(
  { url, key }: Api,
  path: string,
  enough: (events: Event[]) => boolean,
): Promise<Event[]> {
  const response = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${key}` } })
  assert.equal(response.headers.get('content-type')?.split(';')[0], 'text/event-stream')
  assert.ok(response.body)
  const events: Event[] = []
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) {
      const data = /^data: ?(.*)$/m.exec(message)?.[1]
      if (data && /^id:/m.test(message)) events.push(JSON.parse(data) as Event)
    }
    if (enough(events)) break
  }
  return events
}

describe('events', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  let house: House
  let api: Api
  let receiver: Receiver
  let endpoint: WebhookEndpointWithSecret
  let id = ''
  before(async () => {
    house = await openHouse({ COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE: 'true' })
    api = house.api
    receiver = await openReceiver()
    const made = await api.ask<WebhookEndpointWithSecret>('/v1/webhook-endpoints', {
      method: 'POST',
      body: { url: receiver.url, events: ['document.*'] },
    })
    assert.equal(made.status, 201, made.bytes.toString())
    endpoint = made.body
    // The first attempt at the first message fails: it must come again with the same id and bytes.
    receiver.answers.push(500)
    const { bytes } = await invoice(21)
    const sent = await api.ask<{ id: string }>('/v1/documents', {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream', traceparent },
    })
    id = sent.body.id
    assert.equal((await api.settled(id)).state, 'completed')
  })
  after(async () => {
    await house.stop()
    await receiver.close()
  })

  test('the feed, the stream and the webhooks tell the same story', async () => {
    const history = await api.history(id)
    assert.deepEqual(
      history.map(({ type }) => type.replace('document.', '')),
      ['received', 'read', 'understood', 'validated', 'approved', 'sealed', 'completed'],
    )
    const { items } = await api.get<EventPage>(`/v1/events?subject=${id}`)
    assert.deepEqual(items, history)
    const streamed = await readStream(api, '/v1/events/stream?types=document.*', (events) =>
      events.some(({ type }) => type === 'document.completed'),
    )
    assert.deepEqual(streamed, history)
    const received = await receiver.until(
      (all) => new Set(all.map(({ headers }) => headers['webhook-id'])).size === history.length,
    )
    const told = new Map(received.map(({ message }) => [message.data.position, message]))
    assert.deepEqual(
      [...told.values()]
        .sort((a, b) => a.data.position - b.data.position)
        .map(({ type, data }) => ({
          position: data.position,
          type,
          subject: data.document?.id,
          run: data.run,
          version: data.version,
        })),
      story(history),
    )
  })

  test('every message carries a signature that the Standard Webhooks package accepts, and a changed one does not', () => {
    for (const message of receiver.received) {
      verify(endpoint.secret, message)
      assert.ok(Buffer.byteLength(message.body) < 20_000)
      assert.throws(() => verify(endpoint.secret, { ...message, body: message.body.replace('doc_', 'dok_') }))
    }
  })

  test('a message that was refused comes again with the same id and the same bytes', async () => {
    const first = receiver.received[0]
    assert.ok(first)
    const sameId = (all: typeof receiver.received) =>
      all.filter(({ headers }) => headers['webhook-id'] === first.headers['webhook-id'])
    const [one, two] = sameId(
      await receiver.until((all) => sameId(all as typeof receiver.received).length > 1),
    )
    assert.equal(two?.body, one?.body)
    const details = await api.get<Delivery & { history: Attempt[] }>(
      `/v1/deliveries/${first.headers['webhook-id']}`,
    )
    assert.deepEqual(
      details.history.map(({ number, status }) => [number, status]),
      [
        [1, 500],
        [2, 200],
      ],
    )
  })

  test('messages carry the normalised fields once they are known, and never the text of pages', () => {
    const completed = receiver.received.find(({ message }) => message.type === 'document.completed')
    assert.ok(completed?.message.data.document?.fields?.total)
    const early = receiver.received.find(({ message }) => message.type === 'document.received')
    assert.equal(early?.message.data.document?.fields, undefined)
  })

  test("the client's trace runs through every event and every webhook", async () => {
    const trace = traceparent.split('-')[1] ?? ''
    for (const { type, traceparent: found } of await api.history(id)) assert.ok(found?.includes(trace), type)
    for (const { headers, message } of receiver.received)
      assert.ok(headers.traceparent?.includes(trace), `${message.type}: ${headers.traceparent}`)
  })

  test('a reader that waits is woken by the next event', async () => {
    const { nextCursor } = await api.get<EventPage>('/v1/events?cursor=latest')
    const waiting = api.get<EventPage>(`/v1/events?cursor=${nextCursor}&wait=60&types=document.received`)
    const { bytes } = await invoice(22)
    const sent = await api.upload(bytes)
    const { items } = await waiting
    assert.deepEqual(
      items.map(({ type, subject }) => [type, subject]),
      [['document.received', sent.id]],
    )
    await api.settled(sent.id)
  })

  test('a new secret is used beside the old one, and a test message and a redelivery arrive', async () => {
    const rotated = await api.ask<WebhookEndpointWithSecret>(
      `/v1/webhook-endpoints/${endpoint.id}/rotate-secret`,
      { method: 'POST' },
    )
    assert.notEqual(rotated.body.secret, endpoint.secret)
    const asked = await api.ask<Delivery>(`/v1/webhook-endpoints/${endpoint.id}/test`, { method: 'POST' })
    assert.equal(asked.status, 202)
    const ofTest = (all: readonly (typeof receiver.received)[number][]) =>
      all.filter(({ headers }) => headers['webhook-id'] === asked.body.id)
    const [message] = ofTest(await receiver.until((all) => ofTest(all).length > 0))
    assert.ok(message)
    assert.equal(message.message.type, 'webhook.test')
    verify(endpoint.secret, message)
    verify(rotated.body.secret, message)
    // The receiver has answered, but the product may not have noted it yet.
    while ((await api.get<Delivery>(`/v1/deliveries/${asked.body.id}`)).state !== 'delivered');
    const again = await api.ask(`/v1/deliveries/${asked.body.id}/redeliver`, { method: 'POST' })
    assert.equal(again.status, 202, again.bytes.toString())
    const both = ofTest(await receiver.until((all) => ofTest(all).length > 1))
    assert.equal(both[1]?.body, both[0]?.body)
  })

  test('a receiver that answers 410 is not asked again', async () => {
    receiver.answers.push(410)
    await api.ask(`/v1/webhook-endpoints/${endpoint.id}/test`, { method: 'POST' })
    const before = receiver.received.length
    await receiver.until((all) => all.length > before - 1)
    const state = async () => api.get<{ state: string }>(`/v1/webhook-endpoints/${endpoint.id}`)
    const deadline = performance.now() + 30_000
    while ((await state()).state !== 'disabled')
      assert.ok(performance.now() < deadline, 'the endpoint stays enabled')
    const refused = await api.ask<ProblemBody>(`/v1/webhook-endpoints/${endpoint.id}/test`, {
      method: 'POST',
    })
    assert.deepEqual([refused.status, refused.body.code], [409, 'webhook.disabled'])
  })
})
