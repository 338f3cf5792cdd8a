// Which workflow a document goes through: the active one when it arrives, the version it started with ever after.
import type { NewWorkflow, Workflow } from '@countersign/contract/workflow'
import { type Db, type Tx, withAccount } from '../db/sql.ts'
import { canonical } from '../events/append.ts'
import { sha256 } from '../platform/cipher.ts'
import { isProblem, Problem } from '../platform/problem.ts'
import { checkDefinition } from './check.ts'
import { defaultWorkflow, findShipped, isShipped, shipped } from './shipped.ts'
import {
  findName,
  findSameDefinition,
  findVersion,
  holdName,
  insertVersion,
  listNames,
  listVersions,
  setActive,
} from './workflows.store.ts'

export type Of = { name: string; version: number }

// A version never changes, so what was looked up once is known for good.
const known = new Map<string, Workflow>()
const mostKnown = 500

const asWorkflow = (definition: NewWorkflow, version: number): Workflow => {
  const { $schema: _, ...rest } = definition
  return { ...rest, version }
}

/** The version that a document started with. */
export async function workflowOf(tx: Tx, accountId: string, { name, version }: Of): Promise<Workflow> {
  const ships = findShipped(name, version)
  if (ships) return ships
  const key = `${accountId} ${name} ${version}`
  const before = known.get(key)
  if (before) return before
  const row = await findVersion(tx, accountId, { name, version })
  if (!row) throw new Problem('workflow.not_found', `Workflow ${name} has no version ${version}.`)
  const workflow = asWorkflow(row.definition, version)
  if (known.size >= mostKnown) known.clear()
  known.set(key, workflow)
  return workflow
}

export const findWorkflow = async (db: Db, accountId: string, of: Of): Promise<Workflow> =>
  findShipped(of.name, of.version) ??
  known.get(`${accountId} ${of.name} ${of.version}`) ??
  (await withAccount(db, accountId, (tx) => workflowOf(tx, accountId, of)))

/** What new documents start with; `workflow.not_found` names those there are. */
export async function currentWorkflow(tx: Tx, accountId: string, name = defaultWorkflow): Promise<Workflow> {
  const ships = findShipped(name)
  if (ships) return ships
  const own = await findName(tx, accountId, { name })
  if (own?.activeVersion) return workflowOf(tx, accountId, { name, version: own.activeVersion })
  if (own)
    throw new Problem(
      'workflow.not_found',
      `The workflow "${name}" has no active version. Activate one: POST /v1/workflows/${name}/activate.`,
    )
  const names = [
    ...new Set(shipped.map(({ definition }) => definition.name)),
    ...(await listNames(tx, accountId)).map((row) => row.name),
  ]
  throw new Problem(
    'workflow.not_found',
    `There is no workflow "${name.slice(0, 63)}". There are: ${names.join(', ')}.`,
  )
}

/** Whether events of its documents go to webhooks. Of a version nobody knows, they do: silence would lose them. */
export async function isAnnounced(tx: Tx, accountId: string, of: Of): Promise<boolean> {
  try {
    return (await workflowOf(tx, accountId, of)).publish.includes('webhook')
  } catch (error) {
    if (isProblem(error) && error.code === 'workflow.not_found') return true
    throw error
  }
}

const mostNames = 100
const mostVersions = 1000

export type Saving = { definition: unknown; keyId: string; at: Date; activate: boolean }

/** Throws `workflow.invalid` naming every fault. */
export function newDefinition(definition: unknown): NewWorkflow {
  const { faults, workflow } = checkDefinition(definition)
  const [fault] = faults
  if (workflow && fault === undefined) return workflow
  throw new Problem('workflow.invalid', `${fault?.path || 'The workflow'}: ${fault?.message ?? ''}`, {
    errors: faults.map(({ path, message }) => ({ path, message })),
  })
}

/** A new version, or the one that is there already where nothing has changed. */
export async function saveWorkflow(
  tx: Tx,
  accountId: string,
  { definition: given, keyId, at, activate }: Saving,
): Promise<{ version: number; isNew: boolean; name: string }> {
  const definition = newDefinition(given)
  const { name } = definition
  if (isShipped(name))
    throw new Problem('workflow.reserved', `"${name}" ships with the product. Give yours another name.`)
  const names = await listNames(tx, accountId)
  if (names.length >= mostNames && !names.some((row) => row.name === name))
    throw new Problem('workflow.limit_reached', `An account has at most ${mostNames} workflows.`)
  await holdName(tx, accountId, { name, at })
  const hash = sha256(canonical(definition))
  const same = await findSameDefinition(tx, accountId, { name, sha256: hash })
  const version = same?.version ?? ((await listVersions(tx, accountId, name))[0]?.version ?? 0) + 1
  if (version > mostVersions)
    throw new Problem('workflow.limit_reached', `A workflow has at most ${mostVersions} versions.`)
  if (!same) await insertVersion(tx, accountId, { definition, sha256: hash, createdBy: keyId, at, version })
  if (activate) await setActive(tx, accountId, { name, version })
  return { version, isNew: !same, name }
}

export const workflowUnknown = (name: string, version?: number) =>
  new Problem(
    'workflow.unknown',
    version === undefined
      ? `There is no workflow "${name}". GET /v1/workflows names those there are.`
      : `The workflow "${name}" has no version ${version}. GET /v1/workflows/${name}/versions names those there are.`,
  )
