// The other commands, beside a server that runs, and with the default settings for webhooks.
import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProblemBody } from '@countersign/contract/problem'
import { interrupt, runCommand, startCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type House, openHouse } from './house.ts'
import { invoice } from './papers.ts'
import { openReceiver, verify } from './receiver.ts'

describe('the command line beside a running server', () => {
  let house: House
  let folder = ''
  before(async () => {
    house = await openHouse()
    folder = await makeFolder()
  })
  after(async () => {
    await house.stop()
    await removeFolder(folder)
  })
  const countersign = (...args: string[]) => runCommand([...args, '--data', house.data])

  test('`process` shows every stage and the fields, and writes the results beside the file', async () => {
    const file = join(folder, 'march.pdf')
    await writeFile(file, (await invoice(61)).bytes)
    const { code, output, errors } = await countersign('process', file)
    assert.deepEqual([code, errors], [0, ''], output)
    for (const stage of ['received', 'read', 'understood', 'validated', 'approved', 'sealed', 'completed'])
      assert.match(output, new RegExp(`march\\.pdf +${stage}`))
    assert.match(output, /total +[\d.]+ GBP +\d+ % {2}page 1/)
    assert.deepEqual((await readdir(folder)).sort(), [
      'march.evidence.json',
      'march.extraction.json',
      'march.pdf',
      'march.sealed.pdf',
    ])
  })

  test('`process` says what is wrong with a file, goes on with the others, and ends with status 1', async () => {
    const out = join(folder, 'out')
    const good = join(folder, 'good.pdf')
    const bad = join(folder, 'notes.txt')
    await writeFile(good, (await invoice(62)).bytes)
    await writeFile(bad, 'not a document')
    const { code, output } = await countersign('process', bad, join(folder, 'none.pdf'), good, '--out', out)
    assert.equal(code, 1)
    assert.match(output, /notes\.txt +not taken in +\(.+\)/)
    assert.match(output, /none\.pdf is not a file that can be read/)
    assert.deepEqual((await readdir(out)).sort(), [
      'good.evidence.json',
      'good.extraction.json',
      'good.sealed.pdf',
    ])
  })

  test('`process --json` is JSON and nothing else, also over an address and a key', async () => {
    const file = join(folder, 'good.pdf')
    const { code, output } = await runCommand(
      ['process', file, '--json', '--out', join(folder, 'json'), '--url', house.url],
      { COUNTERSIGN_KEY: house.api.key },
    )
    assert.equal(code, 0, output)
    const [result] = JSON.parse(output) as { document: { state: string } }[]
    assert.equal(result?.document.state, 'completed')
  })

  test('`get` prints what a document says, in the format that is asked for', async () => {
    const { id } = await house.api.upload((await invoice(63)).bytes, { workflow: 'archive' })
    await house.api.settled(id)
    const text = await countersign('get', id)
    assert.equal(text.code, 0, text.errors)
    assert.match(text.output, /invoice/i)
    const file = join(folder, 'pages.alto.xml')
    assert.equal((await countersign('get', id, '--as', 'alto', '--out', file)).code, 0)
    assert.match(await readFile(file, 'utf8'), /^<\?xml[\s\S]*<\/alto>\n$/)
  })

  test('the key of the command line is readable by its owner only', async () => {
    const { mode } = await stat(join(house.data, 'cli-key'))
    assert.equal(mode & 0o777, 0o600)
    const { mode: master } = await stat(join(house.data, 'master.key'))
    assert.equal(master & 0o777, 0o600)
  })

  test('`keys` makes, lists and revokes keys', async () => {
    const made = await countersign('keys', 'create', '--name', 'Ledger', '--scope', 'documents:read')
    assert.equal(made.code, 0, made.output)
    const [key = ''] = /cs_live_\S+/.exec(made.output) ?? []
    const [id = ''] = /key_\w+/.exec(made.output) ?? []
    assert.equal((await house.api.ask('/v1/documents', { key })).status, 200)
    assert.match((await countersign('keys', 'list')).output, new RegExp(`${id} .* active .*Ledger`))
    assert.equal((await countersign('keys', 'revoke', id)).code, 0)
    assert.match((await countersign('keys', 'list')).output, new RegExp(`${id} .* revoked .*Ledger`))
    await sleep(5_500)
    assert.equal((await house.api.ask('/v1/documents', { key })).status, 401)
  })

  test('`listen --forward` hands events on as signed webhooks', async (t) => {
    const receiver = await openReceiver()
    t.after(() => receiver.close())
    const listening = startCommand(['listen', '--forward', receiver.url, '--data', house.data])
    while (!/signed with whsec_\S+\n/.test(listening.output())) await sleep(50)
    const secret = /whsec_\S+/.exec(listening.output())?.[0] ?? ''
    const { id } = await house.api.upload((await invoice(63)).bytes)
    const received = await receiver.until((all) =>
      all.some(({ message }) => message.type === 'document.completed'),
    )
    for (const message of received) verify(secret, message)
    assert.ok(received.every(({ message }) => message.data.document?.id === id))
    while (!/document\.completed +doc_\w+.*\n +\S+ answered 200/.test(listening.output())) await sleep(50)
    interrupt(listening)
    assert.equal(await listening.ended, 0)
    assert.equal(listening.errors(), '')
  })

  test('a webhook to this very machine is refused, naming the setting that allows it', async () => {
    for (const url of [
      'http://127.0.0.1:9/hook',
      'https://localhost/hook',
      'https://[::1]/hook',
      'https://10.0.0.1/',
    ]) {
      const refused = await house.api.ask<ProblemBody>('/v1/webhook-endpoints', {
        method: 'POST',
        body: { url },
      })
      assert.deepEqual([url, refused.status, refused.body.code], [url, 422, 'webhook.address_refused'])
      assert.match(refused.body.detail, /COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE/)
    }
  })

  test('`jobs dead` says that there are none, and mistakes are one line that helps', async () => {
    assert.match((await countersign('jobs', 'dead')).output, /no dead letters/i)
    for (const [args, said] of [
      [['proces'], /There is no command "proces"/],
      [['process', '--colour'], /--colour/],
      [['process'], /Name at least one file/],
      [['keys', 'burn'], /keys create, keys list, or keys revoke/],
      [['keys', 'revoke'], /keys create, keys list, or keys revoke/],
      [['jobs'], /jobs dead, or jobs redrive/],
      [['get'], /Name a document/],
      [['get', 'doc_1', '--as', 'word'], /--as takes text, markdown, hocr, alto/],
    ] as const) {
      // A folder that nobody uses: a mistake must not start a server for it.
      const unused = join(folder, 'unused')
      const { code, errors } = await runCommand(args, { COUNTERSIGN_DATA: unused })
      assert.notEqual(code, 0)
      await assert.rejects(stat(unused))
      assert.match(errors, said)
      assert.doesNotMatch(errors, /\n\s+at /)
    }
    const help = await runCommand(['--help'])
    assert.equal(help.code, 0)
    assert.match(help.output, /countersign process FILE…/)
  })
})
