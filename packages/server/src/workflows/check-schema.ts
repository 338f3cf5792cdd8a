// Where a definition departs from the schema of workflows, in words.
import { NewWorkflow, type WorkflowFault } from '@countersign/contract/workflow'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import { didYouMean } from '../domain/cel/nearest.ts'
import { pointerPart } from './json-text.ts'

type SchemaError = {
  keyword: string
  schemaPath: string
  instancePath: string
  params: Record<string, unknown>
  message: string
}

/** These only say again, and less clearly, what another fault says. */
const echoes = new Set(['anyOf', 'const', 'boolean'])

const mostErrors = 200

/** The library stops at eight of its own accord; whoever mends a file wants to see them all. */
function errorsIn(definition: unknown): SchemaError[] {
  const before = Settings.Get().maxErrors
  Settings.Set({ maxErrors: mostErrors })
  try {
    return [...Value.Errors(NewWorkflow, definition)] as unknown as SchemaError[]
  } finally {
    Settings.Set({ maxErrors: before })
  }
}

/** The names that the schema has at a place of itself, such as `#/properties/read`. */
function namesAt(schemaPath: string): string[] {
  let at: unknown = NewWorkflow
  for (const part of schemaPath.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return []
    at = (at as Record<string, unknown>)[part]
  }
  const { properties } = (at ?? {}) as { properties?: object }
  return Object.keys(properties ?? {})
}

const quoted = (names: readonly unknown[]): string => names.map((name) => `"${String(name)}"`).join(', ')

const typeNames: Record<string, string> = {
  ...{ object: 'an object in { }', array: 'a list in [ ]', string: 'a text in quotes' },
  ...{ boolean: 'true or false', number: 'a number', integer: 'a whole number', null: 'null' },
}

/** What the patterns of the schema mean, by how they begin. */
const patternNames: readonly [string, string][] = [
  ['^[a-z0-9][a-z0-9-]', 'lower-case letters, digits and hyphens, such as supplier-bills'],
  ['^[a-z]{2}$', 'a language of two letters, such as "de"'],
  ['^[a-z][a-z0-9-]', 'lower-case letters, digits and hyphens, such as "finance"'],
  ['^[a-z0-9_.-]', 'lower-case letters, digits, dots, hyphens and underscores, such as "total.small"'],
  ['^[a-zA-Z][a-zA-Z0-9]', 'the name of a field: letters and digits, such as "dueDate"'],
  ['^(forever|P', 'a duration such as "P30D" or "P10Y", or "forever"'],
  ['^[A-Z]{3}$', 'an ISO 4217 code such as "EUR"'],
]

function inWords({ keyword, params, message }: SchemaError): string {
  const { requiredProperties, allowedValues, type, pattern, limit } = params
  if (keyword === 'required' && Array.isArray(requiredProperties))
    return `It lacks ${quoted(requiredProperties)}.`
  if (keyword === 'enum' && Array.isArray(allowedValues)) return `It must be one of ${quoted(allowedValues)}.`
  if (keyword === 'type') return `It must be ${typeNames[String(type)] ?? String(type)}.`
  const known = patternNames.find(([begin]) => String(pattern).startsWith(begin))
  if (keyword === 'pattern' && known) return `It must be ${known[1]}.`
  if (keyword === 'maximum' || keyword === 'maxItems' || keyword === 'maxLength')
    return `It is too ${keyword === 'maximum' ? 'large' : 'long'}: ${String(limit)} is the most.`
  if (keyword === 'minimum') return `It must be ${String(limit)} or more.`
  if (keyword === 'minItems' || keyword === 'minLength') return 'It must not be empty.'
  return `It ${message}.`
}

const valueAt = (definition: unknown, path: string): unknown =>
  path
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (at, part) =>
        (at as Record<string, unknown> | null)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')],
      definition,
    )

function faultsOf(error: SchemaError, definition: unknown): WorkflowFault[] {
  const { keyword, params, instancePath: path, schemaPath } = error
  const unknown = params.additionalProperties
  if (keyword === 'additionalProperties' && Array.isArray(unknown)) {
    const names = namesAt(schemaPath)
    return unknown.map((name) => ({
      path: `${path}/${pointerPart(String(name))}`,
      message: `There is no "${String(name).slice(0, 60)}" here.${didYouMean(String(name), names)} There are ${quoted(names)}.`,
    }))
  }
  if (echoes.has(keyword)) return []
  const given = keyword === 'enum' ? valueAt(definition, path) : null
  const meant = typeof given === 'string' ? didYouMean(given, (params.allowedValues ?? []) as string[]) : ''
  return [{ path, message: `${inWords(error)}${meant}` }]
}

/** At least one, where the definition is no workflow. */
export function schemaFaults(definition: unknown): WorkflowFault[] {
  const faults = errorsIn(definition).flatMap((error) => faultsOf(error, definition))
  return faults.length > 0 ? faults : [{ path: '', message: 'It is not a workflow.' }]
}
