// Schemathesis asks the running product everything that its description allows, and much that it does not.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Known = { document: string; endpoint: string; delivery: string }

export type Run = {
  program: string
  folder: string
  url: string
  key: string
  seed: number
  cases: number
  operations: number
  known: Known
}

/** Reading about things that exist; what changes or deletes gets made-up ids, so that these stay. */
const readings = (known: Known): [string, Record<string, string | number>][] => [
  ['documents.get', { 'path.id': known.document }],
  ['documents.events', { 'path.id': known.document }],
  ['extractions.get', { 'path.id': known.document }],
  ['corrections.list', { 'path.id': known.document }],
  ['artifacts.get', { 'path.id': known.document }],
  ['pages.get', { 'path.id': known.document, 'path.number': 1 }],
  ['pages.image', { 'path.id': known.document, 'path.number': 1 }],
  ['webhookEndpoints.get', { 'path.id': known.endpoint }],
  ['webhookEndpoints.deliveries', { 'path.id': known.endpoint }],
  ['deliveries.get', { 'path.id': known.delivery }],
  // It would wait for news as long as it is told to.
  ['events.list', { 'query.wait': 0 }],
]

const table = (entries: Record<string, string | number>) =>
  `{ ${Object.entries(entries)
    .map(([name, value]) => `${JSON.stringify(name)} = ${JSON.stringify(value)}`)
    .join(', ')} }`

function settings(known: Known): string {
  const operations = readings(known).map(
    ([id, values]) => `[[operations]]\ninclude-operation-id = "${id}"\nparameters = ${table(values)}\n`,
  )
  // A header too large for Node, a document that is erased and a version that lacks are refusals, too.
  return `[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 428, 429, 431]

[checks.missing_required_header]
expected-statuses = [400, 401, 403, 406, 412, 415, 422]

${operations.join('\n')}`
}

/** True where nothing was found. A stream of events never ends; a value of the right form can still mean nothing (a cursor of nobody). */
export async function runSchemathesis(run: Run): Promise<boolean> {
  const { program, folder, url, key, seed, cases, operations, known } = run
  const config = join(folder, 'schemathesis.toml')
  writeFileSync(config, settings(known))
  const asking = spawn(
    program,
    [
      ...['--config-file', config, '--no-color', 'run', `${url}/openapi.json`],
      ...['--header', `Authorization: Bearer ${key}`, '--seed', String(seed)],
      ...['--phases', 'coverage,fuzzing', '--max-examples', String(Math.ceil(cases / operations))],
      ...['--checks', 'all', '--exclude-checks', 'positive_data_acceptance'],
      // It cannot write the media type of tus; the official client of tus asks there, in our own tests.
      ...['--exclude-operation-id', 'events.stream', '--exclude-operation-id', 'uploads.append'],
      ...['--continue-on-failure', '--no-shrink'],
      ...['--warnings', 'off', '--request-timeout', '30'],
    ],
    { cwd: folder, stdio: 'inherit' },
  )
  const [status] = (await once(asking, 'exit')) as [number | null]
  return status === 0
}
