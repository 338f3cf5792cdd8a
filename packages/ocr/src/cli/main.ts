#!/usr/bin/env node
// The command of this package alone, `countersign-read`; in the whole product it is `countersign read`.
import { parseArgs } from 'node:util'
import { readCommand, readOrder } from './options.ts'
import { untilStopped } from './stop.ts'

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 1
})

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      ...Object.fromEntries(
        Object.entries(readCommand.options).map(([name, { type }]) => [name, { type }] as const),
      ),
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  })
  if (values['help'] !== undefined) {
    process.stdout.write(help())
    return 0
  }
  const order = readOrder(positionals, values as Parameters<typeof readOrder>[1])
  const { readFiles } = await import('./read-files.ts')
  return untilStopped(process, (terminal) => readFiles(order, terminal))
}

function help(): string {
  const rows = Object.entries(readCommand.options).map(
    ([name, { value, help }]) => `  --${name}${value ? ` ${value}` : ''}`.padEnd(24) + help,
  )
  return [`countersign-${readCommand.usage}`, '', `  ${readCommand.help}`, '', ...rows, ''].join('\n')
}
