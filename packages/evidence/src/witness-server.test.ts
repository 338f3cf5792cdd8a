import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { cosignedAt } from './checkpoint.ts'
import { parseNote, parseVerifierKey, verifierKey } from './note.ts'
import { consistencyProof } from './proofs.ts'
import { entriesUpTo, memoryLog, newSigner } from './testing.ts'
import { formatSubmission } from './witness.ts'
import { startWitness } from './witness-server.ts'

const signer = newSigner('example.com/log')
const log = memoryLog(entriesUpTo(40), signer)
const rewritten = memoryLog(entriesUpTo(40).with(2, 'x'), signer)

async function withFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-witness-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function start(t: TestContext, folder: string) {
  const running = await startWitness({
    folder,
    name: 'witness.example/w1',
    logs: [verifierKey(signer, 1)],
    host: '127.0.0.1',
    port: 0,
    now: () => 1_700_000_000,
    say: () => {},
  })
  t.after(() => running.stop())
  const submit = async (from: number, to: number, of = log) => {
    const body = formatSubmission({
      old: from,
      proof: consistencyProof(of.hashAt, from, to),
      checkpoint: of.signed(to),
    })
    const answer = await fetch(`${running.url}/add-checkpoint`, { method: 'POST', body })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  return { ...running, submit }
}

it('a witness remembers over a restart what it saw, keeps its key, and refuses what does not go on from it', async (t) => {
  const folder = await withFolder(t)
  const first = await start(t, folder)
  const cosigned = await first.submit(0, 20)
  assert.equal(cosigned.status, 200)
  assert.equal(
    cosignedAt(parseNote(log.signed(20) + cosigned.text), parseVerifierKey(first.key)),
    1_700_000_000,
  )
  await first.stop()
  const second = await start(t, folder)
  assert.equal(second.key, first.key)
  const smaller = await second.submit(0, 10)
  assert.deepEqual([smaller.status, smaller.type, smaller.text], [409, 'text/x.tlog.size', '20\n'])
  assert.equal((await second.submit(20, 40, rewritten)).status, 422)
  assert.equal((await second.submit(20, 40)).status, 200)
})

it('a witness decides about one submission after the other', async (t) => {
  const { submit } = await start(t, await withFolder(t))
  const answers = await Promise.all([submit(0, 30), submit(0, 40), submit(0, 20)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409])
})

it('a witness answers what is no submission with a status, and what is endless not at all', async (t) => {
  const { url } = await start(t, await withFolder(t))
  assert.equal((await fetch(`${url}/add-checkpoint`)).status, 405)
  assert.equal((await fetch(`${url}/add-checkpoint`, { method: 'POST', body: 'x' })).status, 400)
  const endless = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: 'x'.repeat(500_000) }).then(
    ({ status }) => status,
    () => 413,
  )
  assert.equal(endless, 413)
})
