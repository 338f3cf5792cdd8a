// Finds the server to talk to: the one that was named, the one running on this machine, or one started for the call.
import { readConfig } from '../../platform/config.ts'
import { readLock } from '../../platform/data-folder.ts'
import { createLog } from '../../platform/log.ts'
import { cliKeyFile, dataFolderOf } from '../../roles/places.ts'
import { type Client, createClient, readKeyFile } from './client.ts'
import { patience } from './retry.ts'

export type Reached = { client: Client; done(): Promise<void> }
type Given = {
  url?: string | undefined
  key?: string | undefined
  data?: string | undefined
  environment: NodeJS.ProcessEnv
  say(line: string): void
  start: boolean
}

export async function reach(given: Given): Promise<Reached> {
  const { environment } = given
  const url = given.url ?? environment.COUNTERSIGN_URL
  const key = given.key ?? environment.COUNTERSIGN_KEY
  const done = async () => {}
  const patient = { ...patience, say: given.say }
  if (url) {
    if (!key) throw new Error('Give the API key of that server: --key KEY or COUNTERSIGN_KEY.')
    return { client: createClient(url, key, patient), done }
  }
  const config = readConfig(environment, given.data ? { data: given.data } : {})
  const data = dataFolderOf(config, environment.XDG_DATA_HOME)
  const owner = await readLock(data)
  if (owner?.info.url)
    return { client: createClient(owner.info.url, key ?? (await ownKey(data)), patient), done }
  if (owner)
    throw new Error(
      `A server with the data folder ${data} is starting or stopping just now. Try again in a moment.`,
    )
  if (!given.start)
    throw new Error(
      `No server is running with the data folder ${data}. Start one with \`countersign up\`, or give --url and --key.`,
    )
  given.say('No server is running; starting one for this call.')
  const { up } = await import('../../roles/up.ts')
  const log = createLog({ level: 'silent', role: 'up' })
  const running = await up({
    config: { ...config, port: 0, logLevel: 'silent' },
    data,
    log,
    logFile: null,
    say: () => {},
  })
  return {
    client: createClient(running.url, key ?? (await ownKey(data)), patient),
    done: () => running.stop(),
  }
}

async function ownKey(data: string): Promise<string> {
  try {
    return await readKeyFile(cliKeyFile(data))
  } catch (cause) {
    throw new Error(
      `The key file ${cliKeyFile(data)} cannot be read. Run this as the user who started the server, or give --key.`,
      { cause },
    )
  }
}
