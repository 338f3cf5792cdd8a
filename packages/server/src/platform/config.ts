// Every setting: one schema, read once at start. Nothing else reads the environment.
import { join } from 'node:path'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { Problem } from './problem.ts'
import { settings } from './settings.ts'

export type Config = Static<typeof settings>

/** What the schema library keeps as annotations, whatever the type. */
const entries = Object.entries(settings.properties) as unknown as [
  string,
  TSchema & { default: unknown; description: string },
][]

const variable = (key: string): string =>
  `COUNTERSIGN_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
const environmentName = (key: string): string => (key === 'databaseUrl' ? 'DATABASE_URL' : variable(key))

/** Environment first, then `given` (command line) over it. Throws `config.invalid` naming the variable. */
export function readConfig(environment: NodeJS.ProcessEnv, given: Partial<Config> = {}): Config {
  const config: Record<string, unknown> = {}
  for (const [key, schema] of entries) {
    const name = environmentName(key)
    const raw = (given as Record<string, unknown>)[key] ?? environment[name]
    const value = raw === undefined || raw === '' ? schema.default : Value.Convert(schema, raw)
    if (!Value.Check(schema, value)) {
      const [error] = Value.Errors(schema, value)
      throw new Problem(
        'config.invalid',
        `The setting ${name} ${error?.message ?? 'is not valid'}. ${schema.description}`,
      )
    }
    config[key] = value
  }
  return config as Config
}

/** For the reference page and `--help`. */
export const settingsTable = (): { variable: string; default: unknown; description: string }[] =>
  entries.map(([key, schema]) => ({
    variable: environmentName(key),
    default: schema.default,
    description: schema.description,
  }))

const roleVariable = 'COUNTERSIGN_ROLE'
const outside = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'] as const
const keptVariables = [...outside, 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'MALLOC_ARENA_MAX'] as const
export type RoleSettings = { config: Config; data: string; databaseUrl: string; logFile: string | null }

/**
 * What `up` hands to the processes it starts: decided once, not read from the environment again. glibc opens an arena
 * for every busy thread and rarely gives one back, so that a server at 16 connections seems to leak for hours: two do.
 * Compiled code is kept in the data folder, where nobody else can write: a role that is started again needs half the CPU.
 */
export function roleEnvironment(settings: RoleSettings): Record<string, string> {
  const environment = Object.fromEntries(
    keptVariables.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
  const kept = { MALLOC_ARENA_MAX: '2', NODE_COMPILE_CACHE: join(settings.data, 'compiled') }
  return { ...kept, ...environment, [roleVariable]: JSON.stringify(settings) }
}

export function readRole(): RoleSettings {
  const text = process.env[roleVariable]
  if (text === undefined)
    throw new Problem('config.invalid', 'This process is started by `countersign up`, not by hand.')
  return JSON.parse(text) as RoleSettings
}

/** The environment as it is; `main.ts` reads its settings from here. */
export const environment = (): NodeJS.ProcessEnv => process.env
