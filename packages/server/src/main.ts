// Reads argv and settings and starts one role or command; nothing else lives here.
import { runCommand } from './cli/commands.ts'
import { environment } from './platform/config.ts'

process.exitCode = await runCommand(process.argv.slice(2), environment())
// A launcher that passes signals on learns that there is nothing left to interrupt.
if (environment().COUNTERSIGN_LAUNCHED) process.send?.({ exitStatus: process.exitCode })
