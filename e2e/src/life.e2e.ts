// Starting, stopping, and what is left when it is stopped the hard way.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { makeSamples } from '@countersign/fixtures/samples'
import { runCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type Api, apiAt, type Started, startUp, stopUp } from './house.ts'
import { invoice } from './papers.ts'
import { family, type Seen, survivors } from './processes.ts'

/** `countersign up` as the service itself, not the launcher that may stand before it. */
const processOf = (house: Started, pattern: RegExp): Seen => {
  const all = family(house.command.child.pid ?? 0)
  const found = all.find(({ command }) => pattern.test(command))
  assert.ok(found, all.map(({ command }) => command).join('\n'))
  return found
}

async function logOf(data: string): Promise<{ level: number; msg: string }[]> {
  const text = await readFile(join(data, 'logs', 'countersign.log'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { level: number; msg: string })
}

/** Finished, by a way that has every step once. */
async function finishedOnce(api: Api, id: string): Promise<void> {
  const document = await api.settled(id)
  assert.ok(['completed', 'in_review'].includes(document.state), JSON.stringify(document.failure))
  const history = await api.history(id)
  const steps = history.map(({ version, run }) => [run, version])
  assert.deepEqual(
    steps,
    history.map((_, index) => [1, index + 1]),
  )
  assert.equal(new Set(history.map(({ type }) => type)).size, history.length)
}

describe('a server on a machine', () => {
  let folder = ''
  let data = ''
  let key = ''
  let house: Started
  const api = () => apiAt(house.url, key)
  before(async () => {
    folder = await makeFolder()
    data = join(folder, 'data')
    house = await startUp(data)
    key = house.firstKey ?? ''
  })
  after(async () => {
    await stopUp(house)
    await removeFolder(folder)
  })

  test('tells address, key and place of the data, and prints nothing alarming', () => {
    const output = house.command.output()
    assert.match(key, /^cs_live_\w+/)
    assert.ok(output.includes(data))
    assert.doesNotMatch(output, /error|warn|fail|exception|deprecat| at .*:\d+:\d+/i)
  })

  test('is the only one with its data: a second start says who has it, and leaves it alone', async () => {
    const second = await runCommand(['up', '--port', '0', '--data', data])
    assert.equal(second.code, 1)
    assert.match(second.output, /is in use by another Countersign at http:\S+ \(process \d+\)/)
    assert.doesNotMatch(second.output, / at .*:\d+:\d+/)
    assert.equal((await api().ask('/health/ready')).status, 200)
  })

  test('a port that is taken is said in one line', async () => {
    const other = join(folder, 'other')
    const { port } = new URL(house.url)
    const second = await runCommand(['up', '--port', port, '--data', other])
    assert.equal(second.code, 1)
    assert.match(second.errors, new RegExp(`${port}`))
    assert.doesNotMatch(second.errors, /\n\s+at /)
  })

  let kept = ''
  test('Ctrl-C ends everything within seconds, with nothing alarming printed or logged', async () => {
    kept = (await api().settled((await api().upload((await invoice(41)).bytes)).id)).id
    const all = family(house.command.child.pid ?? 0)
    assert.ok(all.length >= 5, 'database, server and workers are processes of their own')
    const code = await stopUp(house)
    assert.equal(code, 0)
    assert.deepEqual(await survivors(all, 5_000), [])
    assert.doesNotMatch(house.command.output(), /error|warn|fail|exception| at .*:\d+:\d+/i)
    assert.deepEqual(
      (await logOf(data)).filter(({ level }) => level >= 40),
      [],
    )
  })

  test('the next start finds every document again and shows no key', async () => {
    house = await startUp(data)
    assert.equal(house.firstKey, null)
    assert.equal((await api().document(kept)).state, 'completed')
    const sealed = await api().ask(`/v1/documents/${kept}/artifacts/sealed`)
    assert.equal(sealed.bytes.subarray(0, 5).toString(), '%PDF-')
  })

  test('a killed worker is replaced, and what it was doing is done once', async () => {
    const scans = (await makeSamples(5)).filter(({ name }) => name !== 'contract-en')
    const ids: string[] = []
    for (const { bytes } of scans) ids.push((await api().upload(bytes)).id)
    const reader = /engine\/child\.ts/
    const deadline = performance.now() + 30_000
    const reading = () => family(house.command.child.pid ?? 0).some(({ command }) => reader.test(command))
    while (!reading()) assert.ok(performance.now() < deadline, 'nobody reads')
    const worker = processOf(house, /role\.ts work/)
    const hurt = family(worker.pid)
    process.kill(worker.pid, 'SIGKILL')
    // A reader notices between two steps of its reading, which take seconds on a busy machine.
    assert.deepEqual(await survivors(hurt, 20_000), [], 'its readers end with it')
    for (const id of ids) await finishedOnce(api(), id)
    assert.notEqual(processOf(house, /role\.ts work/).pid, worker.pid)
  })

  test('after kill -9 nothing is left running, and the next start finishes what was begun', async () => {
    const [scan] = await makeSamples(6)
    assert.ok(scan)
    const ids: string[] = []
    for (const seed of [51, 52, 53]) ids.push((await api().upload((await invoice(seed)).bytes)).id)
    ids.push((await api().upload(scan.bytes)).id)
    const all = family(house.command.child.pid ?? 0)
    const service = processOf(house, /src\/main\.ts up/)
    for (const pid of new Set([service.pid, house.command.child.pid ?? 0])) process.kill(pid, 'SIGKILL')
    await house.command.ended
    assert.deepEqual(await survivors(all, 15_000), [])
    house = await startUp(data)
    assert.equal(house.firstKey, null)
    for (const id of ids) await finishedOnce(api(), id)
  })
})
