// Requests are checked strictly: what a schema does not name is refused, never dropped in silence.
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'

type Schema = { [key: string]: unknown }

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy in which every object takes only the properties it names. Without `$id`, so that it can be used many times. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (!isObject(schema)) return schema
  const copy: Schema = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$id') continue
    copy[key] = key === 'enum' || key === 'const' || key === 'default' ? value : closed(value)
  }
  const open = !('additionalProperties' in copy || 'patternProperties' in copy || 'allOf' in copy)
  if (copy.type === 'object' && isObject(copy.properties) && open) copy.additionalProperties = false
  return copy
}

function withoutId(schema: Schema): Schema {
  const { $id: _, ...rest } = schema
  return rest
}

function checker(coerceTypes: false | 'array'): Ajv {
  const ajv = new Ajv({
    coerceTypes,
    useDefaults: true,
    allErrors: false,
    strictTypes: false,
    strictRequired: false,
  })
  addFormats.default(ajv)
  const { validate } = ajv.formats['date-time'] as { validate(text: string): boolean }
  // A leap second is a time to the format, and none to what keeps it.
  ajv.addFormat('date-time', (text) => validate(text) && !Number.isNaN(Date.parse(text)))
  return ajv
}

/** Ajv makes Infinity of "1e309" for an integer, and then takes it for nothing that a bound applies to. */
function finite(validate: ValidateFunction): ValidateFunction {
  const check = (data: unknown): boolean => {
    const fits = validate(data)
    const endless = isObject(data) ? Object.keys(data).find((key) => isEndless(data[key])) : undefined
    check.errors = validate.errors ?? null
    if (!fits || endless === undefined) return fits
    const error = { keyword: 'type', schemaPath: '#/type', params: {}, message: 'must be a finite number' }
    check.errors = [{ ...error, instancePath: `/${endless}` }]
    return false
  }
  check.errors = null as ValidateFunction['errors']
  return check as ValidateFunction
}

const isEndless = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value)

/** Numbers and flags in an address arrive as text and are turned into what the schema says; a body is taken as it is. */
export function createValidator(): FastifySchemaCompiler<AnySchema> {
  const exact = checker(false)
  const lenient = checker('array')
  return ({ schema, httpPart }) => {
    const one = schema as Schema
    if (httpPart === 'body') return exact.compile(closed(one) as AnySchema)
    return finite(lenient.compile((httpPart === 'headers' ? withoutId(one) : closed(one)) as AnySchema))
  }
}
