// `countersign learning`: what reviews taught, tried on some documents, taken back, and how it fares.
import type { Client } from '../server/client.ts'

type Asked = {
  positionals: readonly string[]
  text(name: string): string | undefined
  print(line: string): void
}
type Order = {
  action: string | undefined
  kind: string | undefined
  text(name: string): string | undefined
  print(line: string): void
}
type Model = {
  kind: string
  live: number
  trial: { version: number; share: number } | null
  pinned: boolean
  versions: { version: number; figures: Record<string, number>; createdAt: string }[]
}
type Side = { version: number; trial: boolean; documents: number; seen: number; corrected: number }
type Figure = Omit<Side, 'version' | 'trial'> & {
  from: string
  class: string
  field: string
  confidence: number | null
}

const kinds = ['layouts', 'classes', 'thresholds']

/** The exit status. */
export async function runLearning(client: Client, { positionals, ...asked }: Asked): Promise<number> {
  const [action, kind] = positionals
  const order = { ...asked, action, kind }
  if (action === 'models') {
    const { items } = await client.json<{ items: Model[] }>('GET', '/v1/models')
    for (const model of items) printModel(model, order.print)
  } else if (action === 'figures') await figures(client, order)
  else if (action === 'novelty') await novelty(client, order)
  else if (action === 'report') await report(client, order)
  else
    printModel(await client.json<Model>('PUT', `/v1/models/${kindOf(order)}`, choiceOf(order)), order.print)
  return 0
}

function kindOf({ action, kind }: Order): string {
  if (kind !== undefined && kinds.includes(kind)) return kind
  throw new Error(`Say of what: learning ${action} ${kinds.join('|')}.`)
}

function choiceOf({ action, text }: Order): object {
  const version = numberIn(text('version'), 'version')
  if (action === 'back') return { live: version ?? 'previous', trial: null }
  if (action === 'keep') return { live: 'newest', trial: null }
  if (action !== 'try')
    throw new Error(
      'Say what to do: learning models, back KIND, try KIND, keep KIND, report KIND, figures, or novelty.',
    )
  if (version === undefined) throw new Error('Say which version: learning try KIND --version N --share 10.')
  const share = numberIn(text('share'), 'share') ?? 10
  return { trial: { version, share: share / 100 } }
}

function numberIn(given: string | undefined, name: string): number | undefined {
  if (given === undefined) return undefined
  if (/^\d{1,6}$/.test(given)) return Number(given)
  throw new Error(`--${name} takes a whole number, not "${given}".`)
}

function printModel({ kind, live, trial, pinned, versions }: Model, print: Order['print']): void {
  const tried = trial ? `, ${Math.round(trial.share * 100)} % of the documents try ${trial.version}` : ''
  print(`${kind}: ${live === 0 ? 'none' : `version ${live}`}${pinned ? ' (chosen)' : ''}${tried}`)
  for (const { version, figures: measured, createdAt } of versions.slice(0, 10)) {
    const said = Object.entries(measured).map(([name, value]) => `${name} ${value}`)
    print(`  ${String(version).padStart(4)}  ${createdAt}  ${said.join(', ')}`)
  }
}

const rate = (corrected: number, seen: number): string =>
  seen === 0 ? '–' : `${((100 * corrected) / seen).toFixed(1)} %`

async function report(client: Client, order: Order): Promise<void> {
  const { sides } = await client.json<{ sides: Side[] }>('GET', `/v1/models/${kindOf(order)}/report`)
  for (const { version, trial, documents, seen, corrected } of sides)
    order.print(
      `version ${version}${trial ? ' (trial)' : ''}: ${documents} documents, ${corrected} of ${seen} values corrected (${rate(corrected, seen)})`,
    )
  if (sides.length === 0) order.print('Nothing has been reviewed yet.')
}

async function figures(client: Client, { text, print }: Order): Promise<void> {
  const by = text('by') ?? 'week'
  const { items } = await client.json<{ items: Figure[] }>(
    'GET',
    `/v1/learning-figures?by=${encodeURIComponent(by)}`,
  )
  for (const { from, class: name, field, documents, seen, corrected, confidence } of items)
    print(
      `${from.slice(0, 10)}  ${`${name}.${field}`.padEnd(32)} ${String(documents).padStart(6)} documents  ${rate(corrected, seen).padStart(7)} of ${seen} corrected  confidence ${confidence ?? '–'}`,
    )
  if (items.length === 0) print('Nothing has been understood yet.')
}

type Novel = { from: string; class: string; documents: number; novel: number; mean: number }

async function novelty(client: Client, { text, print }: Order): Promise<void> {
  const by = encodeURIComponent(text('by') ?? 'week')
  const { items } = await client.json<{ items: Novel[] }>('GET', `/v1/novelty-figures?by=${by}`)
  for (const { from, class: name, documents, novel, mean } of items)
    print(
      `${from.slice(0, 10)}  ${name.padEnd(16)} ${String(documents).padStart(6)} documents  ${rate(novel, documents).padStart(7)} novel  mean ${mean}`,
    )
  if (items.length === 0) print('Nothing has been understood yet.')
}
