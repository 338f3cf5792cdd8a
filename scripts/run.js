// Runs a TypeScript file of this repository with a Node that can: node scripts/run.js FILE [ARGUMENT…]
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { launch } from '../packages/server/bin/launch.js'

const [file, ...rest] = process.argv.slice(2)
await launch(pathToFileURL(resolve(file)), rest)
