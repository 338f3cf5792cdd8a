// Goes through a whole log and holds it against everything that was ever said about it. Needs no server and no network.
import { cosignedAt, isSignedBy, type OpenedCheckpoint, readCheckpoint } from './checkpoint.ts'
import { type GrowingTree, growingTree, hashBytes, sameHash } from './merkle.ts'
import { signaturesOf, type VerifierKey } from './note.ts'
import { tileWidth } from './tiles.ts'

/** Hash of an event's exact stored bytes (`leafHash`), and its place, from 1. */
export type Entry = { position: number; leaf: Uint8Array }

/** A checkpoint and who had it. */
export type Statement = {
  note: string
  /** In words, after "as": `the database`, `the witness folder`. */
  from: string
}

export type FindingCode =
  | 'event.missing'
  | 'event.changed'
  | 'event.moved'
  | 'event.unlogged'
  | 'event.contradicts'
  | 'document.contradicts'
  | 'timestamp.invalid'
  | 'log.truncated'
  | 'tree.longer'
  | 'checkpoint.mismatch'
  | 'checkpoint.unsigned'
  | 'checkpoint.unreadable'
  | 'cosignature.invalid'

export type Finding = {
  code: FindingCode
  /** A sentence for a person. */
  words: string
  /** The first event that it is about, where one is known. */
  position?: number
}

export type ReplayOptions = {
  entries: AsyncIterable<Entry> | Iterable<Entry>
  /** Stored tiles of level 0 by number: they tell which event was changed, not only that one was. */
  leafTiles: ReadonlyMap<number, Uint8Array>
  statements: readonly Statement[]
  /** Keys that checkpoints of this log may be signed with. */
  logs: readonly VerifierKey[]
  witnesses: readonly VerifierKey[]
}

export type Replayed = {
  size: number
  root: Uint8Array
  findings: Finding[]
  /** Statements that agree with the log. */
  agreed: number
  /** The newest good cosignature of each witness: tree size and seconds since 1970. */
  cosigned: Map<string, { size: number; at: number }>
}

const mostNamed = 20

type Told = { head: OpenedCheckpoint; from: string }
type Difference = { position: number; found: string; expected: string }
type State = {
  tree: GrowingTree
  told: Told[]
  findings: Finding[]
  differences: Difference[]
  different: number
  agreed: number
  /** Largest size at which a statement agreed. */
  soundUpTo: number
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function readStatement({ note, from }: Statement, findings: Finding[]): Told[] {
  try {
    return [{ head: readCheckpoint(note), from }]
  } catch {
    findings.push({ code: 'checkpoint.unreadable', words: `A checkpoint in ${from} cannot be read.` })
    return []
  }
}

const isSigned = (head: OpenedCheckpoint, logs: readonly VerifierKey[]): boolean =>
  logs.some((key) => isSignedBy(head, key))

function checkSignature(
  { head, from }: Told,
  { logs, witnesses }: ReplayOptions,
  findings: Finding[],
): boolean {
  const { size, origin, note } = head
  for (const witness of witnesses)
    if (signaturesOf(note, witness).length > 0 && cosignedAt(note, witness) === null)
      findings.push({
        code: 'cosignature.invalid',
        words: `The signature of the witness ${witness.name} under the checkpoint of ${size} events in ${from} is not good.`,
      })
  if (isSigned(head, logs)) return true
  findings.push({
    code: 'checkpoint.unsigned',
    words: `The checkpoint of ${size} events in ${from} is not signed with the key of the log (${origin}).`,
  })
  return false
}

/** Compares with every statement about a tree of this size. */
function compare(state: State): void {
  for (let next = state.told[0]; next?.head.size === state.tree.size; next = state.told[0]) {
    state.told.shift()
    if (sameHash(next.head.root, state.tree.root())) {
      state.agreed += 1
      state.soundUpTo = state.tree.size
      continue
    }
    const { size } = next.head
    state.findings.push({
      code: 'checkpoint.mismatch',
      position: state.soundUpTo + 1,
      words: `The first ${size} events are not those of the checkpoint in ${next.from}: what differs lies between positions ${state.soundUpTo + 1} and ${size}.`,
    })
  }
}

function compareLeaf(state: State, leaf: Uint8Array, leafTiles: ReplayOptions['leafTiles']): void {
  const index = state.tree.size
  const at = (index % tileWidth) * hashBytes
  const expected = leafTiles.get(Math.floor(index / tileWidth))?.subarray(at, at + hashBytes)
  if (expected?.length !== hashBytes || sameHash(leaf, expected)) return
  state.different += 1
  if (state.differences.length < 10_000)
    state.differences.push({ position: index + 1, found: hex(leaf), expected: hex(expected) })
}

/** An event whose hash stood at another place was moved; others were changed. */
function nameDifferences({ differences, different, findings }: State): void {
  const places = new Map(differences.map(({ found, position }) => [found, position]))
  for (const { position, expected } of differences.slice(0, mostNamed)) {
    const now = places.get(expected)
    findings.push(
      now === undefined
        ? {
            code: 'event.changed',
            position,
            words: `The event at position ${position} is not the one that was logged there.`,
          }
        : {
            code: 'event.moved',
            position,
            words: `The event that was logged at position ${position} stands at position ${now} now.`,
          },
    )
  }
  if (different > mostNamed)
    findings.push({
      code: 'event.changed',
      words: `${different - mostNamed} further events are not as they were logged.`,
    })
}

const leavesIn = (tiles: ReplayOptions['leafTiles']): number =>
  [...tiles].reduce(
    (most, [number, hashes]) => Math.max(most, number * tileWidth + hashes.length / hashBytes),
    0,
  )

function nameTheRest(state: State, leafTiles: ReplayOptions['leafTiles']): void {
  const { size } = state.tree
  for (const { head, from } of state.told)
    state.findings.push({
      code: 'log.truncated',
      position: size + 1,
      words: `The checkpoint in ${from} speaks of ${head.size} events, and the log has ${size}: ${head.size - size} are missing at its end.`,
    })
  const leaves = leavesIn(leafTiles)
  if (leaves > size)
    state.findings.push({
      code: 'tree.longer',
      position: size + 1,
      words: `The stored tree has ${leaves} leaves, and the log has ${size} events.`,
    })
}

/** False where a hole ended it: what comes after one cannot stand where it stood. */
async function addAll(state: State, { entries, leafTiles }: ReplayOptions): Promise<boolean> {
  compare(state)
  for await (const { position, leaf } of entries) {
    if (position !== state.tree.size + 1) {
      const words = `The log goes from position ${state.tree.size} to ${position}: what stood between is missing.`
      state.findings.push({ code: 'event.missing', position: state.tree.size + 1, words })
      return false
    }
    compareLeaf(state, leaf, leafTiles)
    state.tree.add(leaf)
    compare(state)
  }
  return true
}

/** Entries must come in the order of their positions. Findings are what is wrong; none means that all agrees. */
export async function replayLog(options: ReplayOptions): Promise<Replayed> {
  const findings: Finding[] = []
  const read = options.statements.flatMap((statement) => readStatement(statement, findings))
  const told = read
    .filter((one) => checkSignature(one, options, findings))
    .sort((one, other) => one.head.size - other.head.size)
  const cosigned: Replayed['cosigned'] = new Map()
  for (const { head } of told)
    for (const witness of options.witnesses) {
      const at = cosignedAt(head.note, witness)
      if (at !== null) cosigned.set(witness.name, { size: head.size, at })
    }
  const state: State = {
    tree: growingTree(),
    told,
    findings,
    differences: [],
    different: 0,
    agreed: 0,
    soundUpTo: 0,
  }
  const whole = await addAll(state, options)
  nameDifferences(state)
  if (whole) nameTheRest(state, options.leafTiles)
  return { size: state.tree.size, root: state.tree.root(), findings, agreed: state.agreed, cosigned }
}
