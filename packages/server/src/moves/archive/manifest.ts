// What a backup or an export says of itself; written last, so that one without it is unfinished.
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

export const manifestName = 'manifest.json'
export const sumsName = 'SHA256SUMS'

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Count = Type.Integer({ minimum: 0 })
const Name = Type.String({ pattern: '^[a-z_][a-z0-9_]*$' })

/** A table of an export. `sha256` is of its rows as COPY writes them, in the order of its primary key. */
export const TableProof = Type.Object({
  name: Name,
  columns: Type.Array(Name),
  rows: Count,
  parts: Count,
  sha256: Sha256,
})
export type TableProof = Static<typeof TableProof>

const Manifest = Type.Object({
  countersign: Type.Enum(['backup', 'export']),
  format: Type.Literal(1),
  version: Type.String(),
  madeAt: Type.String(),
  /** Major version of the PostgreSQL it was made from. */
  postgres: Type.String(),
  masterKeys: Type.Array(Type.String()),
  migrations: Type.Array(Type.Object({ name: Type.String(), sha256: Sha256 })),
  /** The log up to this position, and the SHA-256 of its bodies in order. */
  log: Type.Object({ position: Count, sha256: Sha256 }),
  rows: Type.Record(Type.String(), Count),
  /** Of a backup: every folder of the cluster, because some are empty. */
  folders: Type.Array(Type.String()),
  /** Of an export. */
  tables: Type.Array(TableProof),
  files: Count,
  bytes: Count,
  /** SHA-256 of the list of sums. */
  sums: Sha256,
})
export type Manifest = Static<typeof Manifest>

export function parseManifest(text: string, path: string): Manifest {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw new Error(`The manifest of ${path} is damaged. Use another backup.`, { cause })
  }
  if (Value.Check(Manifest, found)) return found
  throw new Error(
    `${path} was not made by this version of Countersign, or its manifest is damaged. Use the version that made it.`,
  )
}

/** Names come from outside: nothing that could lead out of the folder they are put in. */
export function checkName(name: string): string {
  const plain = /^[\w.-]+(\/[\w.-]+)*$/.test(name) && !name.split('/').some((part) => /^\.+$/.test(part))
  if (!plain)
    throw new Error('A name in the backup would lead out of its folder. It was not made by Countersign.')
  return name
}
