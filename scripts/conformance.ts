// npm run conformance [-- --cases N --seed N --python PROGRAM --only archives|signatures|envelopes|log|api --verapdf FOLDER --dss FOLDER]:
// what tools that are not ours make of the API and its webhooks, of the searchable PDFs, and of signatures.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type House, openHouse } from '../e2e/src/house.ts'
import { invoice } from '../e2e/src/papers.ts'
import { openReceiver } from '../e2e/src/receiver.ts'
import { scopes } from '../packages/contract/src/access.ts'
import { judgeArchives } from './conformance/archives.ts'
import { judgeLogs } from './conformance/logs.ts'
import { type Known, runSchemathesis } from './conformance/schemathesis.ts'
import { type Captured, verifyEverywhere } from './conformance/signatures.ts'
import { judgeEnvelopes, judgeSignatures } from './conformance/signing.ts'

/** Pinned: another version finds other things. */
const packages = ['schemathesis==4.32.5', 'standardwebhooks==1.1.0']

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    /** A Python that has the packages already; else a fresh environment gets them. */
    python: { type: 'string' },
    /** One part alone. */
    only: { type: 'string' },
    /** The jars of veraPDF, where they are here already; else Maven gets them. */
    verapdf: { type: 'string' },
    /** The jars of EU DSS, likewise. */
    dss: { type: 'string' },
  },
})

function preparePython(folder: string): string | null {
  if (values.python) return values.python
  const venv = join(folder, 'python')
  if (spawnSync('python3', ['-m', 'venv', venv]).status !== 0) return null
  const python = join(venv, 'bin', 'python')
  const { status, stderr } = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...packages])
  if (status === 0) return python
  console.log(`pip could not install ${packages.join(' and ')}:\n${stderr}`)
  return null
}

/** One of everything, and a delivery as it came. */
async function furnish({ api }: House): Promise<{ known: Known; captured: Captured }> {
  const receiver = await openReceiver()
  const made = await api.ask<{ id: string; secret: string }>('/v1/webhook-endpoints', {
    method: 'POST',
    body: { url: receiver.url },
  })
  const { id: document } = await api.settled((await api.upload((await invoice(5)).bytes)).id)
  const [first] = await receiver.until((all) => all.length > 3)
  await receiver.close()
  if (!first) throw new Error('No webhook arrived.')
  const { headers, body } = first
  const known = { document, endpoint: made.body.id, delivery: headers['webhook-id'] ?? '' }
  return { known, captured: { secret: made.body.secret, headers, body } }
}

/** A key that the run may use up: the first one stays. */
async function keyFor({ api }: House): Promise<string> {
  const made = await api.ask<{ key: string }>('/v1/keys', {
    method: 'POST',
    body: { name: 'conformance', scopes },
  })
  return made.body.key
}

async function stillWell({ api, data }: House): Promise<boolean> {
  const { status } = await api.ask('/health/ready', { key: null })
  const log = readFileSync(join(data, 'logs', 'countersign.log'), 'utf8')
  const errors = log.split('\n').filter((line) => /^\{"level":(50|60),/.test(line))
  console.log(`Afterwards: ready ${status === 200 ? 'yes' : 'NO'}, ${errors.length} errors in the log.`)
  for (const line of errors.slice(0, 5)) console.log(line.slice(0, 500))
  return status === 200 && errors.length === 0
}

async function judgeHouse(folder: string): Promise<boolean> {
  const python = preparePython(folder)
  const house = await openHouse({ COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE: 'true' })
  try {
    const { known, captured } = await furnish(house)
    console.log('== Standard Webhooks')
    const verified = verifyEverywhere(captured, python, folder)
    console.log('== Schemathesis')
    if (python === null) {
      console.log('Skipped: there is no Python 3 with its packages on this machine.')
      return verified
    }
    const { paths } = await house.api.get<{ paths: Record<string, object> }>('/openapi.json')
    const operations = Object.values(paths).reduce((sum, path) => sum + Object.keys(path).length, 0)
    const passed = await runSchemathesis({
      ...{ program: join(python, '..', 'schemathesis'), folder, url: house.url, key: await keyFor(house) },
      ...{ seed: Number(values.seed), cases: Number(values.cases), operations, known },
    })
    return (await stillWell(house)) && passed && verified
  } finally {
    await house.stop()
  }
}

async function judgeAll(folder: string): Promise<boolean> {
  const judges = { folder, python: values.python, jars: values.dss, verapdf: values.verapdf }
  const parts: Record<string, () => Promise<boolean>> = {
    archives: () => judgeArchives(folder, values.verapdf),
    signatures: () => judgeSignatures(judges),
    envelopes: () => judgeEnvelopes(judges),
    log: async () => judgeLogs(folder) ?? true,
    api: () => judgeHouse(folder),
  }
  let passed = true
  for (const [name, judge] of Object.entries(parts)) {
    if (values.only !== undefined && values.only !== name) continue
    console.log(`== ${name}`)
    passed = (await judge()) && passed
  }
  return passed
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-conformance-'))
try {
  process.exitCode = (await judgeAll(folder)) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
