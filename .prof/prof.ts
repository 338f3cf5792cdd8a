import { startTestCluster } from '../packages/server/src/db/testing.ts'
import { prepareQueue } from '../packages/server/src/adapters/queue/prepare.ts'
import { createLog } from '../packages/server/src/platform/log.ts'
import { withInstallation } from '../packages/server/src/pipeline/testing.ts'
import { buildRunner } from '../packages/server/src/app.ts'
import { ensureSealKey } from '../packages/server/src/sign/signer.ts'
import { lookAt } from '../packages/server/src/pipeline/runner.ts'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
const c = await startTestCluster((ownerUrl) => prepareQueue({ ownerUrl, log: createLog({ level: 'warn', role: 't' }) }))
Object.assign(process.env, c.env)
const after: (() => Promise<void>)[] = []
const i = await withInstallation({ after: (h) => void after.push(h) })
await ensureSealKey({ db: i.app.archive.db, kms: i.app.kms, clock: i.app.clock, newId: i.app.newId, organisation: 'T' })
const runner = buildRunner(i.app)
after.push(() => runner.close())
const N = 120
const pdfs = []
for (let n = 0; n < N + 20; n++) pdfs.push(Buffer.from(await makeTextPdf(makeInvoice({ seed: n, language: 'en', layout: 0, wording: 'usual' }))))
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1000 }
const up = async (p: Buffer) => (await i.http.inject({ method: 'POST', url: '/v1/documents?workflow=invoice', headers: { ...i.headers, 'content-type': 'application/pdf' }, payload: p })).json().id as string
const warm = []; for (const p of pdfs.slice(0, 20)) warm.push(await up(p))
const job = (documentId: string) => ({ id: 't', accountId: i.accountId, documentId, state: 'received' as const, run: 1, version: 1, tier: 'standard' as const, traceparent: null, attempt: 1, lastAttempt: false, enqueuedAt: new Date() })
const { signal } = new AbortController()
for (const id of warm) await lookAt(runner, job(id), signal)
let a = cpu(); const ids = []; for (const p of pdfs.slice(20)) ids.push(await up(p)); console.log('intake ms/doc', (cpu() - a) / N)
a = cpu(); const q = [...ids]; const lane = async () => { for (let id = q.shift(); id; id = q.shift()) await lookAt(runner, job(id), signal) }
await Promise.all([lane(), lane()]); console.log('run ms/doc', (cpu() - a) / N)
const states: Record<string, number> = {}; for (const id of ids) { const s = (await i.http.inject({ url: `/v1/documents/${id}`, headers: i.headers })).json().state; states[s] = (states[s] ?? 0) + 1 }; console.log(states)
for (const h of after.reverse()) await h()
await c.stop()
process.exit()
