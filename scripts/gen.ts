// npm run gen: writes everything that is generated and prints what it wrote. With --check it writes nothing and fails
// when a file is not as it would be written.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { workflowSchema } from '../packages/server/src/workflows/schema.ts'
import { classesReference } from './gen/classes.ts'
import { cliReference } from './gen/cli.ts'
import { openApiFile } from './gen/openapi.ts'
import { problemsReference, settingsReference } from './gen/reference.ts'

/** Add a row to generate a file: its path from here and what it contains. */
const generated: Record<string, () => string | Promise<string>> = {
  'packages/contract/openapi.json': openApiFile,
  'docs/reference/settings.md': settingsReference,
  'docs/reference/problems.md': problemsReference,
  'docs/reference/cli.md': cliReference,
  'docs/reference/classes.md': classesReference,
  'docs/reference/workflow.schema.json': () => `${JSON.stringify(workflowSchema(), null, 2)}\n`,
}

const checkOnly = process.argv.includes('--check')
const root = new URL('../', import.meta.url)

for (const [path, make] of Object.entries(generated)) {
  const file = new URL(path, root)
  const text = await make()
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before === text) continue
  if (checkOnly) {
    console.error(`${path} is not up to date. Run \`npm run gen\` and commit it.`)
    process.exitCode = 1
    continue
  }
  await mkdir(dirname(file.pathname), { recursive: true })
  await writeFile(file, text)
  console.log(`wrote ${path}`)
}
