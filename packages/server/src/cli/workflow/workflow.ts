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

type Trying = { definition: { name: string }; most: number } & Pick<Applying, 'print' | 'progress'>

const atOnce = 200

/** Page after page, newest first, so that many documents keep nobody waiting without a word. */
async function tryOut(client: Client, { definition, most, print, progress }: Trying): Promise<void> {
  const { name } = definition
  const known = (await client.json<{ items: WorkflowInfo[] }>('GET', '/v1/workflows')).items
  const documents = known.some((one) => one.name === name) ? 'workflow' : 'all'
  const path = `/v1/workflows/${encodeURIComponent(name)}/dry-run`
  const differs = new Map<string, string>()
  const lines: string[] = []
  let [looked, same, skipped, cursor] = [0, 0, 0, null as string | null]
  do {
    const limit = Math.min(atOnce, most - looked - skipped)
    const asked = { definition, documents, limit, ...(cursor === null ? {} : { cursor }) }
    const page = await client.json<DryRun>('POST', path, asked)
    looked += page.looked
    same += page.same
    skipped += page.skipped
    cursor = page.nextCursor
    for (const { documentId, why } of page.changed) lines.push(`  ${documentId}  ${why.join(' ')}`)
    for (const { workflow, version, parts } of page.differs)
      differs.set(`${workflow} version ${version}`, parts.join(', '))
    if (cursor !== null)
      progress(`${name}: ${looked + skipped} documents looked at, ${lines.length} would change`)
  } while (cursor !== null && looked + skipped < most)
  print(`${name}: of ${looked} past documents ${same} would go the same way.`)
  if (skipped > 0) print(`  ${skipped} more have no values any more.`)
  if (cursor !== null) print(`  There are older ones: --limit looks at more than ${most}.`)
  for (const [version, parts] of differs) print(`  Other than in ${version}, for every document: ${parts}.`)
  for (const line of lines) print(line)
}

export type Applying = {
  files: readonly string[]
  draft: boolean
  dryRun: boolean
  /** So many past documents a dry run looks at. */
  most: number
  print: Print
  /** What is only said while it runs. */
  progress: Print
}

/** Nothing is saved while any of the files has a fault. The exit status. */
export async function applyFiles(client: Client, applying: Applying): Promise<number> {
  const { files, draft, dryRun, print } = applying
  const checked = []
  for (const file of files) checked.push(await readChecked(file, print))
  const good = checked.filter((workflow) => workflow !== null)
  if (good.length < checked.length) return 1
  for (const definition of good) {
    const { name } = definition
    if (dryRun) {
      await tryOut(client, { ...applying, definition })
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

export type WorkflowOrder = Omit<Applying, 'files' | 'most'> & {
  limit: string | undefined
  positionals: readonly string[]
  withServer(work: (client: Client) => Promise<number>): Promise<number>
}

/** Throws where `--limit` is no count. */
function mostOf(limit = '1000'): number {
  const most = Number(limit)
  if (Number.isInteger(most) && most >= 1 && most <= 1_000_000) return most
  throw new Error('--limit takes a number of documents from 1 to 1000000.')
}

export async function runWorkflow(given: WorkflowOrder): Promise<number> {
  const { positionals, withServer, limit, ...order } = given
  const [action, ...rest] = positionals
  checkWorkflowAction(action, rest)
  const most = mostOf(limit)
  const { print } = order
  if (action === 'check') return checkFiles(rest, print)
  return withServer(async (client) => {
    if (action === 'apply') return applyFiles(client, { files: rest, most, ...order })
    await (action === 'list' ? listWorkflows(client, print) : activateVersion(client, rest, print))
    return 0
  })
}
