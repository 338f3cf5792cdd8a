// What a stage asks of people, written in the transaction that reaches the state in which they are asked.
import type { Tx } from '../db/sql.ts'
import type { Opened } from '../documents/holdings.ts'
import type { Recorder } from '../documents/record.ts'
import { magnitudeOf, type NewTask } from '../domain/tasks.ts'
import { insertTasks } from '../review/tasks/tasks.store.ts'

type Asking = { opened: Opened; tasks: readonly NewTask[]; recorder: Recorder }

export async function askPeople(
  tx: Tx,
  accountId: string,
  { opened, tasks, recorder }: Asking,
): Promise<void> {
  const { document, holdings } = opened
  // Whoever asks about values has looked at them, so that they are at hand; to be entered, there are none.
  const values = tasks.some(({ kind }) => kind !== 'entry') ? await holdings.extraction() : null
  await insertTasks(tx, accountId, {
    documentId: document.id,
    run: document.run,
    class: values?.class ?? document.class,
    magnitude: values && magnitudeOf(values),
    tasks,
    newId: recorder.newId,
    at: recorder.clock(),
  })
}
