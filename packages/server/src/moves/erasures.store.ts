// What was erased, in a file beside the data: a backup brings back what was erased after it, and this list takes it
// away again. Ids and times only.
import { type FileHandle, open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import { lockFor } from '../platform/advisory-locks.ts'

const notingLock = lockFor('writing down erasures')
const follower = 'erasures'
const batch = 1000

export type Erasure = { account: string; document: string; at: string }

export const erasuresFile = (data: string): string => join(data, 'erasures.log')

async function reached(tx: Tx, file: string): Promise<{ after: number; there: boolean }> {
  const row = await tx
    .selectFrom('followers')
    .select('position')
    .where('name', '=', follower)
    .executeTakeFirst()
  if (!row) await tx.insertInto('followers').values({ name: follower, position: 0 }).execute()
  // A file that was lost is written anew from the whole log.
  const there = await stat(file).then(
    () => true,
    () => false,
  )
  return { after: there ? (row?.position ?? 0) : 0, there }
}

const readErased = (tx: Tx, after: number) =>
  tx
    .selectFrom('logPositions')
    .innerJoin('events', 'events.seq', 'logPositions.seq')
    .select(['logPositions.position', 'events.accountId', 'events.subject', 'events.at'])
    .where('logPositions.position', '>', after)
    .where('events.type', '=', 'document.erased')
    .orderBy('logPositions.position')
    .limit(batch)
    .execute()

/** One batch; false where there is no more, or another process does it. A line may come twice after a crash, never not. */
export const noteErasures = (db: Db, file: string): Promise<boolean> =>
  withSystem(db, async (tx) => {
    const lock = await sql<{
      held: boolean
    }>`select pg_try_advisory_xact_lock(${notingLock}) as held`.execute(tx)
    if (!lock.rows[0]?.held) return false
    const { after, there } = await reached(tx, file)
    const { position: tail } = await tx.selectFrom('logTail').select('position').executeTakeFirstOrThrow()
    const erased = await readErased(tx, after)
    const last = erased.length === batch ? erased.at(-1)?.position : tail
    if (last === undefined || last === after) return false
    if (erased.length > 0 || !there)
      await appendLines(
        file,
        erased.map(({ accountId, subject, at }) => ({
          account: accountId,
          document: subject,
          at: at.toISOString(),
        })),
      )
    await tx.updateTable('followers').set({ position: last }).where('name', '=', follower).execute()
    return erased.length === batch
  })

async function appendLines(file: string, erasures: readonly Erasure[]): Promise<void> {
  const handle = await open(file, 'a+', 0o600)
  try {
    // A crash may have left half a line, which must not spoil the next one.
    const start = (await endsInLine(handle)) ? '' : '\n'
    await handle.appendFile(start + erasures.map((each) => `${JSON.stringify(each)}\n`).join(''))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function endsInLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat()
  if (size === 0) return true
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] === 0x0a
}

export function parseErasures(text: string): { erasures: Erasure[]; unreadable: number } {
  const erasures = new Map<string, Erasure>()
  let unreadable = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const one = parseLine(line)
    if (one) erasures.set(one.document, one)
    else unreadable += 1
  }
  return { erasures: [...erasures.values()], unreadable }
}

function parseLine(line: string): Erasure | null {
  try {
    const { account, document, at } = JSON.parse(line) as Partial<Erasure>
    if (typeof account === 'string' && typeof document === 'string' && typeof at === 'string')
      return { account, document, at }
  } catch {
    // Half a line, from a crash while it was written; it was written again then.
  }
  return null
}

/** The file itself, or the one in the data folder that is named. */
export async function readErasures(path: string): Promise<{ erasures: Erasure[]; unreadable: number }> {
  const found = await stat(path).catch((cause) => {
    throw new Error(
      `There is no list of erasures at ${path}. Name erasures.log of the old data folder, or the folder.`,
      { cause },
    )
  })
  return parseErasures(await readFile(found.isDirectory() ? erasuresFile(path) : path, 'utf8'))
}

export async function findState(tx: Tx, accountId: string, documentId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('documents')
    .select('state')
    .where('accountId', '=', accountId)
    .where('id', '=', documentId)
    .executeTakeFirst()
  return row?.state
}
