// For tests: the routes of the log over a fresh database, and a way to make things happen in it.
import { setTimeout as pause } from 'node:timers/promises'
import type { EventPage } from '@countersign/contract/event'
import { type Db, withAccount, withSystem } from '../db/sql.ts'
import { testServer } from '../http/testing.ts'
import { newKey } from '../platform/cipher.ts'
import { createLog } from '../platform/log.ts'
import { appendEvent, bySystem } from './append.ts'
import { startBell } from './bell.ts'
import { type EventRoutesOptions, eventRoutes } from './events.routes.ts'
import { sequence } from './sequencer.ts'

export async function eventServer(
  t: { after(hook: () => Promise<void>): void },
  options: Partial<EventRoutesOptions> = {},
) {
  const server = await testServer(t)
  const { http, ports, accountId, as } = server
  const { db, clock, newId } = ports
  const bell = startBell({ db, log: createLog({ level: 'silent', role: 'test' }), pollMs: 10 })
  t.after(() => bell.stop())
  eventRoutes(http, { db, bell, ...options })
  const headers = await as(['documents:read'])
  /** Appends one event and gives it its position. */
  const happenIn = (account: string) => async (subject: string, type: string, version: number) => {
    const event = { id: newId('evt'), type, subject, run: 1, version, data: {}, clock, ...bySystem(null) }
    await withAccount(db, account, (tx) => appendEvent(tx, account, event))
    await place(db)
  }
  const read = async (query: string, by = headers) => {
    const answer = await http.inject({ method: 'GET', url: `/v1${query}`, headers: by })
    return { status: answer.statusCode, body: answer.json() as EventPage & { code: string } }
  }
  return { ...server, happen: happenIn(accountId), happenIn, read, headers, document: () => newId('doc') }
}

/** Another account of the same installation, with a key. */
export async function otherAccount({
  ports,
  as,
}: Pick<Awaited<ReturnType<typeof eventServer>>, 'ports' | 'as'>) {
  const { db, kms, newId, clock } = ports
  const id = newId('acc')
  const { wrapped, kekId } = await kms.wrap(newKey(), id)
  const row = { id, name: 'Other', kind: 'live', region: 'local', createdAt: clock() } as const
  await withSystem(db, (tx) =>
    tx
      .insertInto('accounts')
      .values({ ...row, wrappedKey: Buffer.from(wrapped), kekId })
      .execute(),
  )
  return { id, headers: await as(['documents:read'], { accountId: id }) }
}

/** An unfinished transaction of another test in the same cluster can hold the sequencer up for a moment. */
export async function place(db: Db): Promise<void> {
  while (!(await sequence(db))?.placed) await pause(5)
}
