// What a client may say about an upload, the same names in the query, as form fields and in `options`.
import { Metadata, Tier } from '@countersign/contract/document'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parsePageRange } from '../domain/page-range.ts'
import { Problem } from '../platform/problem.ts'
import { refuseUnstorable } from '../platform/text.ts'

/** As they arrive: everything is text. `metadata` is a JSON object of strings. */
export const UploadOptions = Type.Object(
  {
    workflow: Type.Optional(
      Type.String({ maxLength: 63, description: 'name of the workflow; default "invoice"' }),
    ),
    languages: Type.Optional(
      Type.String({
        maxLength: 100,
        pattern: '^[a-z]{2}(,[a-z]{2})*$',
        description: 'ISO 639-1, comma-separated: de,en',
      }),
    ),
    pages: Type.Optional(Type.String({ maxLength: 500, description: 'pages to read: 1-3,7' })),
    priority: Type.Optional(Tier),
    packet: Type.Optional(
      Type.String({
        maxLength: 100,
        pattern: '^[A-Za-z0-9_.:-]+$',
        description: 'your own id of documents that belong together',
      }),
    ),
    metadata: Type.Optional(
      Type.String({
        maxLength: 60_000,
        description: 'JSON object: up to 50 strings of up to 500 characters',
      }),
    ),
    name: Type.Optional(Type.String({ maxLength: 255, description: 'file name, for a raw body' })),
    deviceId: Type.Optional(Type.String({ maxLength: 100 })),
    capturedAt: Type.Optional(Type.String({ format: 'date-time' })),
    expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
)
export type UploadOptions = Static<typeof UploadOptions>

export type Intent = Omit<UploadOptions, 'metadata' | 'languages'> & {
  metadata: Metadata
  languages: string[]
}

function parseMetadata(text: string): Metadata {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Problem('request.invalid', '"metadata" must be a JSON object, e.g. {"costCentre":"4711"}.', {
      cause,
    })
  }
  refuseUnstorable(value, '/metadata')
  if (Value.Check(Metadata, value)) return value
  throw new Problem(
    'request.invalid',
    '"metadata" must hold at most 50 entries, each a string of at most 500 characters.',
  )
}

/** Throws `request.invalid` naming what is wrong. */
export function readOptions(given: Record<string, unknown>): Intent {
  if (!Value.Check(UploadOptions, given)) {
    const errors = [...Value.Errors(UploadOptions, given)].map((error) => ({
      path: error.instancePath || '/',
      message: error.message,
    }))
    const unknown = Object.keys(given).filter((key) => !Object.hasOwn(UploadOptions.properties, key))
    const detail =
      unknown.length > 0
        ? `There is no option "${unknown[0]?.slice(0, 40)}".`
        : `The option ${errors[0]?.path ?? ''} ${errors[0]?.message ?? 'is not valid'}.`
    throw new Problem('request.invalid', detail, { errors })
  }
  refuseUnstorable(given, '')
  for (const name of ['capturedAt', 'expiresAt'] as const)
    if (Number.isNaN(Date.parse(given[name] ?? '1970-01-01')))
      throw new Problem(
        'request.invalid',
        `The option ${name} is no time: send one such as 2026-03-01T12:00:00Z.`,
      )
  const { metadata, languages, ...rest } = given
  if (rest.pages !== undefined) parsePageRange(rest.pages)
  return {
    ...rest,
    metadata: metadata === undefined ? {} : parseMetadata(metadata),
    languages: languages === undefined ? [] : languages.split(','),
  }
}
