import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mailerContract } from '../../ports/mailer.contract.ts'
import { spoolMailer } from './spool.ts'

mailerContract('spool folder', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-mail-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const mailer = spoolMailer({ folder, from: 'Countersign <sign@example.com>', host: 'sign.example.com' })
  return {
    mailer,
    arrived: async () =>
      Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'utf8'))),
  }
})
