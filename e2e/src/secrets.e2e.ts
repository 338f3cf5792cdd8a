// Plants secrets wherever they enter, makes things go right and wrong, and looks for them wherever they must not be.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { scopes } from '@countersign/contract/access'
import { type Command, runCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type Answer, type Asked, type House, openHouse } from './house.ts'
import { invoice } from './papers.ts'
import { family } from './processes.ts'
import { openReceiver, type Receiver } from './receiver.ts'

const planted = {
  password: 'planted-password-of-a-pdf',
  person: 'planted.person@example.com',
  fileName: 'planted-name-of-a-file.pdf',
  metadata: 'planted-metadata',
  reason: 'planted-reason-of-a-reviewer',
  webhookPath: 'planted-token-in-a-webhook-address',
  wrongKey: 'cs_live_plantedWrongKeyOfSomebodyElse00000',
  malformed: 'planted-in-a-body-that-is-no-json',
  query: 'planted-in-a-query',
  path: 'planted-in-a-path',
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const logsOf = (data: string) =>
  filesOf(join(data, 'logs'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')

/** A key as text may be written in several ways. */
const spellings = (bytes: Buffer) => [
  bytes.toString('hex'),
  bytes.toString('base64'),
  bytes.toString('base64url'),
  bytes.toString('latin1'),
]

describe('secrets', () => {
  let house: House
  let receiver: Receiver
  const problems: string[] = []
  const secrets = new Map<string, string>(Object.entries(planted))

  async function ask<T>(path: string, asked: Asked = {}): Promise<Answer<T>> {
    const answer = await house.api.ask<T>(path, asked)
    if (answer.status >= 400) problems.push(answer.bytes.toString('utf8'))
    return answer
  }
  const post = <T>(path: string, body: object, more: Asked = {}) =>
    ask<T>(path, { method: 'POST', body, ...more })

  async function upload(bytes: Uint8Array, key: string): Promise<string> {
    const query = new URLSearchParams({
      name: planted.fileName,
      metadata: JSON.stringify({ note: planted.metadata }),
    })
    const answer = await ask<{ id: string }>(`/v1/documents?${query}`, {
      ...{ method: 'POST', body: bytes, key },
      headers: {
        'content-type': 'application/pdf',
        'countersign-password': planted.password,
        'countersign-on-behalf-of': planted.person,
      },
    })
    assert.equal(answer.status, 202, answer.bytes.toString('utf8'))
    return answer.body.id
  }

  async function goRight(key: string): Promise<string> {
    const id = await upload((await invoice(77)).bytes, key)
    const done = await house.api.settled(id)
    for (const { value } of (await house.api.extraction(id)).fields)
      if (typeof value === 'string' && value.length >= 8 && !/^\d{4}-\d\d-\d\d$/.test(value))
        secrets.set(`content ${value}`, value)
    await receiver.until((all) => all.some(({ message }) => message.data.document?.state === done.state))
    return id
  }

  async function goWrong(id: string, key: string): Promise<void> {
    const json = { 'content-type': 'application/json' }
    await house.api.settled(await upload(Buffer.from(`%PDF-1.7\n${planted.malformed}`), key))
    await ask('/v1/keys', { method: 'POST', headers: json, body: `{"name": "${planted.malformed}` })
    await post('/v1/keys', { name: 'x', scopes: ['admin'], [planted.metadata]: planted.malformed })
    await ask('/v1/me', { key: planted.wrongKey })
    await ask(`/v1/documents?workflow=${planted.query}&cursor=${planted.query}`)
    await ask(`/v1/${planted.path}?key=${planted.query}`)
    await post('/v1/webhook-endpoints', { url: `http://169.254.1.1/${planted.webhookPath}` })
    await ask(`/v1/documents/${id}/review`, {
      method: 'POST',
      headers: { 'if-match': '"v1"' },
      body: { decision: 'approve', reason: planted.reason },
    })
    // A fault that is ours: what was stored is damaged.
    for (const file of filesOf(join(house.data, 'blobs'))) writeFileSync(file, 'nothing that was sealed')
    const broken = await ask(`/v1/documents/${id}/pages/1`)
    assert.equal(broken.status, 500, broken.bytes.toString('utf8'))
  }

  before(async () => {
    receiver = await openReceiver()
    house = await openHouse({ COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE: 'true' })
    const made = await post<{ key: string }>('/v1/keys', { name: 'all', scopes })
    const key = made.body.key
    const hook = await post<{ secret: string }>('/v1/webhook-endpoints', {
      url: `${receiver.url}/${planted.webhookPath}`,
    })
    const nobody = await post<{ id: string }>('/v1/webhook-endpoints', {
      url: `http://127.0.0.1:9/${planted.webhookPath}`,
    })
    assert.equal(nobody.status, 201)
    secrets.set('webhook secret', hook.body.secret).set('key', key).set('first key', house.api.key)
    for (const name of ['database-password', 'postgres-password', 'cli-key'])
      secrets.set(name, readFileSync(join(house.data, name), 'utf8').trim())
    spellings(readFileSync(join(house.data, 'master.key'))).forEach((one, index) => {
      secrets.set(`master.key ${index}`, one)
    })
    await goWrong(await goRight(key), key)
  })
  after(async () => {
    await receiver.close()
    await house.stop()
  })

  const found = (text: string) =>
    [...secrets].flatMap(([name, secret]) => (text.includes(secret) ? [name] : []))

  test('no log has any of them, of failures neither', () => {
    const logs = logsOf(house.data)
    assert.match(logs, /"status":500/)
    assert.match(logs, /"status":401/)
    assert.match(logs, /blob\.damaged/)
    assert.deepEqual(found(`${planted.person} ${house.api.key}`), ['person', 'first key'])
    assert.ok(secrets.size > 20, `only ${secrets.size} secrets were planted`)
    assert.deepEqual(found(logs), [])
  })

  test('what is printed has none but the first key, which is shown once', () => {
    const printed = house.command.output()
    assert.deepEqual(found(printed), ['first key'])
    assert.equal(printed.split(house.api.key).length, 2)
  })

  test('no metric has any of them', async () => {
    const metrics = (await house.api.ask('/metrics', { key: null })).bytes.toString('utf8')
    assert.match(metrics, /countersign_http_request_seconds/)
    assert.deepEqual(found(metrics), [])
  })

  test('a problem says nothing but what was wrong in the request itself', () => {
    assert.ok(problems.length >= 8, `only ${problems.length} problems`)
    // Of what the caller sent, names may come back to say what was wrong; never a value that is secret.
    const mayReturn = new Set(['metadata', 'query', 'path'])
    assert.deepEqual(
      found(problems.join('\n')).filter((name) => !mayReturn.has(name)),
      [],
    )
  })

  const pids = ({ child }: Command) => family(child.pid ?? 0)

  test('no command line has any of them, and the environment is for the owner only', () => {
    const processes = pids(house.command)
    assert.ok(processes.length > 3, `${processes.length} processes`)
    for (const { command } of processes) assert.deepEqual(found(command), [], command)
    // proc(5): whoever may not trace a process cannot read its environment.
    for (const { pid } of processes) assert.equal(statSync(`/proc/${pid}/environ`).mode & 0o077, 0)
  })

  test("no event in anybody's log has the person, the file's name or what it says", async () => {
    const { bytes } = await house.api.ask('/v1/events?limit=1000')
    const events = bytes.toString('utf8')
    assert.match(events, /document\.received/)
    assert.deepEqual(found(events), [])
  })

  test('the password of a database that cannot be reached is not told to anybody', async () => {
    const folder = await makeFolder()
    const password = 'planted-password-of-the-database'
    const { code, output } = await runCommand(['up', '--port', '0', '--data', join(folder, 'data')], {
      DATABASE_URL: `postgres://owner:${password}@127.0.0.1:1/countersign`,
    })
    const logs = filesOf(folder).map((file) => readFileSync(file, 'latin1'))
    await removeFolder(folder)
    assert.notEqual(code, 0)
    assert.ok(output.length > 20, output)
    for (const text of [output, ...logs]) assert.ok(!text.includes(password), text.slice(0, 2000))
  })
})
