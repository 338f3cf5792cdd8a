// Claims on the log: who had a task in hand and when, without a name and without moving the document.

import type { Tx } from '../../db/sql.ts'
import { documentKey } from '../../documents/keys.ts'
import { recordEvent } from '../../documents/record.ts'
import type { DocumentEvent } from '../../domain/document.ts'
import { insertPrivateValue } from '../../events/private-values.ts'
import type { Person } from '../reviewers/person.ts'
import type { Desk, Who } from '../sitting.ts'
import type { TaskRow } from './tasks.store.ts'

export type Move = 'claim' | 'release' | 'skip'

const events: Record<Move, DocumentEvent> = {
  claim: 'document.task_claimed',
  release: 'document.task_released',
  skip: 'document.task_skipped',
}

type Claiming = {
  desk: Desk
  asking: Who
  /** As it was. */
  before: TaskRow
  person: Person
  until: Date | null
  now: Date
  move: Move
}

export const isSkipped = ({ skippedBy }: TaskRow, { mark }: Person): boolean =>
  skippedBy.some((one) => one.equals(mark))

/** Prolonging a claim, letting go what was free and skipping twice change nothing and are not noted. */
function changesNothing({ before, person, now, move }: Claiming): boolean {
  const { claimedBy, claimedUntil } = before
  const mine = claimedBy?.equals(person.mark) === true && claimedUntil !== null && claimedUntil > now
  if (move === 'skip') return isSkipped(before, person) && !mine
  return move === 'claim' ? mine : !mine
}

export async function noteClaim(tx: Tx, accountId: string, claiming: Claiming): Promise<void> {
  if (changesNothing(claiming)) return
  const { desk, asking, before, until, move } = claiming
  const { documentId, kind, skill } = before
  const { newId } = desk.recorder
  const eventId = newId('evt')
  const { actor } = asking.circumstances
  const key = await documentKey(tx, accountId, { documentId, kms: desk.archive.kms })
  const hidden = { documentId, eventId, key, newId }
  const named =
    asking.onBehalfOf === null
      ? {}
      : {
          onBehalfOf: await insertPrivateValue(tx, accountId, {
            ...hidden,
            name: 'actor.onBehalfOf',
            value: asking.onBehalfOf,
          }),
        }
  await recordEvent(tx, accountId, {
    ...asking.circumstances,
    ...{ documentId, eventId, actor: { ...actor, ...named }, event: events[move], recorder: desk.recorder },
    data: { task: before.id, kind, skill, ...(until ? { until: until.toISOString() } : {}) },
  })
}
