// The script of the processes that `up` starts: reads its settings from its environment and plays one role.
import { readRole } from '../platform/config.ts'
import { createLog, fileDestination } from '../platform/log.ts'
import { isProblem } from '../platform/problem.ts'
import { serve } from './serve.ts'
import { work } from './work.ts'

const role = process.argv[2] === 'serve' ? 'serve' : 'work'
const settings = readRole()
const destination = settings.logFile ? { destination: fileDestination(settings.logFile) } : {}
const log = createLog({ level: settings.config.logLevel, role, ...destination })
// Standard error may be seen by nobody; the log is where one looks for why a process was started again.
process.on('uncaughtExceptionMonitor', (err) => log.fatal({ err }, 'ended by a fault of ours'))
try {
  await (role === 'serve' ? serve : work)({ ...settings, log })
} catch (error) {
  log.fatal({ err: error }, 'could not start')
  const line =
    isProblem(error) || isAddressError(error)
      ? error.message
      : `The ${role} process could not start; its log says why.`
  process.send?.({ type: 'trouble', line }, () => process.exit(1))
}

function isAddressError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}
