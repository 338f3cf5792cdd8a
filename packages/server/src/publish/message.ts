// What a receiver gets: the body, rendered once. How it is signed stands in platform/signed-message.ts.
import type { EventBody } from '@countersign/contract/event'
import type { Extraction } from '@countersign/contract/extraction'
import type { WebhookMessage } from '@countersign/contract/webhook'
import type { DocumentRow } from '../documents/documents.store.ts'
import { stateAfter } from '../domain/document.ts'

const maxBodyBytes = 20_000

export type Announcement = {
  event: EventBody
  position: number
  document: Pick<DocumentRow, 'id' | 'state' | 'class' | 'workflow' | 'pageCount'> | null
  /** Null where nothing was understood yet, or the endpoint does not want fields. */
  extraction: Extraction | null
  publicUrl: string
}

type MessageDocument = NonNullable<WebhookMessage['data']['document']>

function understood({ fields, findings }: Extraction): Pick<MessageDocument, 'fields' | 'findings'> {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length
  return {
    fields: Object.fromEntries(fields.map((field) => [field.name, field.value])),
    findings: {
      errors: count('error'),
      warnings: count('warning'),
      rules: [...new Set(findings.map((finding) => finding.rule))],
    },
  }
}

/** State, run and version are those the event led to, not those of the moment: each message tells its own event. */
function describe({ event, document, extraction, publicUrl }: Announcement): MessageDocument | null {
  if (!document) return null
  const self = `${publicUrl.replace(/\/$/, '')}/v1/documents/${document.id}`
  return {
    id: document.id,
    state: stateAfter(event.type) ?? document.state,
    run: event.run,
    version: event.version,
    class: extraction?.class ?? document.class,
    workflow: document.workflow,
    pageCount: document.pageCount,
    ...(extraction ? understood(extraction) : {}),
    links: { self, extraction: `${self}/extraction`, events: `${self}/events` },
  }
}

/** Leaves out the fields, then the findings, then the event's data, until what is left is small enough. */
function fitted(message: WebhookMessage): Buffer {
  const { document, event, ...data } = message.data
  const small = document && { ...document }
  const attempts = [
    () => message,
    () => {
      delete small?.fields
      return { ...message, data: { document: small, event, ...data }, truncated: true as const }
    },
    () => {
      delete small?.findings
      return { ...message, data: { document: small, event, ...data }, truncated: true as const }
    },
    () => ({
      ...message,
      data: { document: small, event: event && { ...event, data: {} }, ...data },
      truncated: true as const,
    }),
  ]
  let bytes = Buffer.alloc(0)
  for (const attempt of attempts) {
    bytes = Buffer.from(JSON.stringify(attempt()))
    if (bytes.length < maxBodyBytes) break
  }
  return bytes
}

export function renderMessage(announcement: Announcement): Buffer {
  const { event, position } = announcement
  return fitted({
    type: event.type,
    timestamp: event.at,
    data: {
      document: describe(announcement),
      event: { id: event.id, position, subject: event.subject, data: event.data },
      run: event.run,
      version: event.version,
      position,
    },
  })
}

export function renderTest(at: Date): Buffer {
  const message: WebhookMessage = {
    type: 'webhook.test',
    timestamp: at.toISOString(),
    data: { document: null, event: null, run: 0, version: 0, position: 0 },
  }
  return Buffer.from(JSON.stringify(message))
}

const beforeUnderstanding = new Set([
  'document.received',
  'document.read',
  'document.split',
  'document.reopened',
  'document.erased',
])
export const mayCarryFields = (eventType: string): boolean => !beforeUnderstanding.has(eventType)
