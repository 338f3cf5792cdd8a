// `countersign workflow`: files are checked here, without a server; the rest goes through the API.
import { readFile, stat } from 'node:fs/promises'
import type { DryRun } from '@countersign/contract/dry-run'
import type { WorkflowFault, WorkflowInfo, WorkflowVersionInfo } from '@countersign/contract/workflow'
import { checkSource } from '../../workflows/check.ts'
import type { Client } from '../server/client.ts'

type Print = (line: string) => void

const actions = 'workflow check FILE…, workflow list, workflow apply FILE…, or workflow activate NAME VERSION'

/** Asked before a server is looked for, or even started for the call. */
export function checkWorkflowAction(action: string | undefined, rest: readonly string[]): void {
  const [name, version] = rest
  if (action === 'list') return
  if ((action === 'check' || action === 'apply') && name) return
  if (action === 'activate' && name && /^[1-9]\d{0,6}$/.test(version ?? '')) return
  throw new Error(`Say what to do: ${actions}.`)
}

const mostBytes = 1_000_000

async function textOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null)
  if (found === null) throw new Error(`There is no file ${file}.`)
  if (!found.isFile()) throw new Error(`${file} is no file. Name the workflows in it one by one.`)
  if (found.size > mostBytes) throw new Error(`${file} is too large to be a workflow.`)
  return readFile(file, 'utf8')
}

/** Null where it has faults, which are printed as editors understand them: file, line, column. */
async function readChecked(file: string, print: Print) {
  const { faults, warnings, workflow } = checkSource(await textOf(file))
  const told = (word: string, { path, message, line = 1, column = 1 }: WorkflowFault) =>
    print(`${file}:${line}:${column}: ${word}${message}${path ? ` (${path})` : ''}`)
  for (const fault of faults) told('', fault)
  for (const warning of warnings) told('warning: ', warning)
  return workflow
}

/** The exit status: 1 where any file has a fault. */
export async function checkFiles(files: readonly string[], print: Print): Promise<number> {
  let faulty = 0
  for (const file of files) {
    const workflow = await readChecked(file, print)
    if (workflow) print(`${file}: ${workflow.name} has no fault.`)
    else faulty += 1
  }
  return faulty > 0 ? 1 : 0
}

async function tryOut(
  client: Client,
  name: string,
  { definition, print }: { definition: object; print: Print },
) {
  const known = (await client.json<{ items: WorkflowInfo[] }>('GET', '/v1/workflows')).items
  const documents = known.some((one) => one.name === name) ? 'workflow' : 'all'
  const path = `/v1/workflows/${encodeURIComponent(name)}/dry-run`
  const { looked, same, changed } = await client.json<DryRun>('POST', path, { definition, documents })
  print(`${name}: of ${looked} past documents ${same} would go the same way.`)
  for (const { documentId, why } of changed) print(`  ${documentId}  ${why.join(' ')}`)
}

export type Applying = { files: readonly string[]; draft: boolean; dryRun: boolean; print: Print }

/** Nothing is saved while any of the files has a fault. The exit status. */
export async function applyFiles(client: Client, { files, draft, dryRun, print }: Applying): Promise<number> {
  const checked = []
  for (const file of files) checked.push(await readChecked(file, print))
  const good = checked.filter((workflow) => workflow !== null)
  if (good.length < checked.length) return 1
  for (const definition of good) {
    const { name } = definition
    if (dryRun) {
      await tryOut(client, name, { definition, print })
      continue
    }
    const path = `/v1/workflows?activate=${!draft}`
    const { version, active } = await client.json<WorkflowVersionInfo>('POST', path, definition)
    print(
      active
        ? `${name} version ${version} is active: new documents start with it.`
        : `${name} version ${version} is saved. countersign workflow activate ${name} ${version} lets new documents start with it.`,
    )
  }
  return 0
}

export async function listWorkflows(client: Client, print: Print): Promise<void> {
  const { items } = await client.json<{ items: WorkflowInfo[] }>('GET', '/v1/workflows')
  for (const { name, origin, activeVersion, latestVersion, description } of items) {
    const newer = activeVersion === latestVersion ? '' : ` (newest ${latestVersion})`
    const state = activeVersion === null ? 'not active' : `version ${activeVersion}`
    print(`${name.padEnd(24)} ${origin.padEnd(8)} ${state}${newer}  ${description ?? ''}`.trimEnd())
  }
}

export async function activateVersion(
  client: Client,
  [name = '', version = '']: readonly string[],
  print: Print,
): Promise<void> {
  await client.json('POST', `/v1/workflows/${encodeURIComponent(name)}/activate`, {
    version: Number(version),
  })
  print(`${name} version ${version} is active: new documents start with it.`)
}

export type WorkflowOrder = Pick<Applying, 'draft' | 'dryRun' | 'print'> & {
  positionals: readonly string[]
  withServer(work: (client: Client) => Promise<number>): Promise<number>
}

export async function runWorkflow({ positionals, withServer, ...order }: WorkflowOrder): Promise<number> {
  const [action, ...rest] = positionals
  checkWorkflowAction(action, rest)
  const { print } = order
  if (action === 'check') return checkFiles(rest, print)
  return withServer(async (client) => {
    if (action === 'apply') return applyFiles(client, { files: rest, ...order })
    await (action === 'list' ? listWorkflows(client, print) : activateVersion(client, rest, print))
    return 0
  })
}
