// Writes what a person decided: the values as they leave them, who and why, the event, and what is asked of others.
import type { Correction, Extraction } from '@countersign/contract/extraction'
import { withParts } from '@countersign/understand/normalise/parts'
import { insertCorrections } from '../documents/corrections.store.ts'
import { saveFingerprint } from '../documents/precedents/fingerprints.store.ts'
import { recordEvent } from '../documents/record.ts'
import { saveExtraction } from '../documents/results.store.ts'
import type { DocumentEvent } from '../domain/document.ts'
import { fingerprintOf } from '../domain/fingerprint.ts'
import { magnitudeOf, type NewTask } from '../domain/tasks.ts'
import { insertPrivateValue } from '../events/private-values.ts'
import { nameOf, type Sitting } from './sitting.ts'
import { insertTasks } from './tasks/tasks.store.ts'

export type Said = Omit<Correction, 'eventId' | 'at' | 'who'>

export type DecisionWritten = {
  event: DocumentEvent
  /** No value and no name: those go by their salted hash. */
  data: Record<string, unknown>
  reason: string | undefined
  /** Before, after and why, kept under the document's key. */
  said: readonly Said[]
  after?: Extraction
  tasks?: readonly NewTask[]
  set?: Parameters<typeof recordEvent>[2]['set']
}

export async function writeDecision(sitting: Sitting, decision: DecisionWritten): Promise<void> {
  const written = decision.after ? { ...decision, after: withParts(decision.after) } : decision
  const { tx, accountId, document, key, at, desk, circumstances, onBehalfOf } = sitting
  const { newId } = desk.recorder
  const documentId = document.id
  const eventId = newId('evt')
  const hidden = { documentId, eventId, key, newId }
  const hash = (name: string, value: string) => insertPrivateValue(tx, accountId, { ...hidden, name, value })
  const bodies = written.said.map((one) => ({ ...one, who: nameOf(sitting) }))
  await insertCorrections(tx, accountId, { ...hidden, run: document.run, at, bodies })
  if (written.after)
    await saveExtraction(tx, accountId, {
      ...{ documentId, run: document.run, key, at },
      extraction: written.after,
      byPerson: true,
    })
  if (written.after)
    await saveFingerprint(tx, accountId, {
      ...{ documentId, run: document.run, kms: desk.archive.kms, at },
      facts: fingerprintOf(written.after, null),
    })
  const { reason } = written
  await recordEvent(tx, accountId, {
    ...circumstances,
    actor: {
      ...circumstances.actor,
      ...(onBehalfOf === null ? {} : { onBehalfOf: await hash('actor.onBehalfOf', onBehalfOf) }),
    },
    documentId,
    event: written.event,
    eventId,
    data: { ...written.data, ...(reason ? { reasonSha256: await hash('data.reason', reason) } : {}) },
    ...(written.set ? { set: written.set } : {}),
    recorder: desk.recorder,
  })
  await askPeople(sitting, written)
}

function askPeople(sitting: Sitting, { tasks = [], after }: DecisionWritten): Promise<void> {
  const { tx, accountId, document, at, desk, extraction } = sitting
  const values = after ?? extraction
  return insertTasks(tx, accountId, {
    documentId: document.id,
    run: document.run,
    class: values?.class ?? document.class,
    magnitude: values && magnitudeOf(values),
    tasks,
    newId: desk.recorder.newId,
    at,
  })
}
