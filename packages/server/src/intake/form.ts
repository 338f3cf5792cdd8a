// An upload as multipart/form-data: its files as they come, its options once all has come.
import type { FastifyRequest } from 'fastify'
import { monotonicMs } from '../platform/clock.ts'
import { closing, type Limits, stalled, within } from '../platform/incoming.ts'
import { isProblem, Problem, type ProblemCode } from '../platform/problem.ts'
import { type Intent, readOptions } from './options.ts'
import type { Incoming } from './upload.ts'

export type Source = { files: AsyncIterable<Incoming>; intent(): Intent }

const mostOptions = 50
/** Longer than the longest option. */
const optionBytes = 70_000

const tooManyParts =
  'Send the files as parts named "file" and each option once; the limits are in the settings. Upload more files as another document of the same packet.'
const malformed =
  'The form cannot be read. Send multipart/form-data with the boundary that its Content-Type names, to the closing boundary, as curl -F and FormData do.'

const codes: Record<string, readonly [ProblemCode, string]> = {
  FST_PARTS_LIMIT: ['form.too_many_parts', tooManyParts],
  FST_FILES_LIMIT: ['form.too_many_parts', tooManyParts],
  FST_FIELDS_LIMIT: ['form.too_many_parts', tooManyParts],
  FST_PROTO_VIOLATION: [
    'request.invalid',
    'A form part has a name that is no option. See the options at /docs.',
  ],
  FST_INVALID_JSON_FIELD_ERROR: ['form.malformed', 'A form part says that it is JSON and is not.'],
  FST_MP_PREMATURE_CLOSE: [
    'request.aborted',
    'The upload broke off before it was complete; nothing was kept. Send it again.',
  ],
}

/** What the parser says of a form; it has no codes, and whatever goes wrong in it was sent to it. */
function asProblem(error: unknown): Problem {
  if (isProblem(error)) return error
  const { code = '' } = (error ?? {}) as { code?: string }
  const [ours, detail] = codes[code] ?? ['form.malformed', malformed]
  return new Problem(ours, detail, { cause: error, headers: closing.headers })
}

type Part = ReturnType<FastifyRequest['parts']> extends AsyncIterable<infer One> ? One : never

/** Between files only heads and options come, so all the waiting for them together has an end. */
async function* partsOf(
  request: FastifyRequest,
  limits: Limits & { maxFiles: number },
): AsyncGenerator<Part> {
  let parts: AsyncIterator<Part>
  try {
    parts = request.parts({
      limits: {
        files: limits.maxFiles + 1,
        fields: mostOptions,
        fieldSize: optionBytes,
        fileSize: limits.maxFileBytes + 1,
        parts: limits.maxFiles + 1 + mostOptions,
      },
    })
    for (let patienceMs = 2 * limits.idleMs; ; ) {
      const began = monotonicMs()
      const { done, value } = await within(parts.next(), limits.idleMs)
      patienceMs -= monotonicMs() - began
      if (patienceMs < 0) throw stalled(limits.idleMs)
      if (done) return
      yield value
    }
  } catch (error) {
    throw asProblem(error)
  }
}

/** A part that says it is JSON comes parsed; options are text, `metadata` the JSON as it was. */
const textOf = (value: unknown): unknown => (typeof value === 'object' ? JSON.stringify(value) : value)

export function formSource(request: FastifyRequest, limits: Limits & { maxFiles: number }): Source {
  const options = new Map<string, unknown>(Object.entries(request.query as object))
  async function* files(): AsyncGenerator<Incoming> {
    for await (const part of partsOf(request, limits)) {
      // Absent where the part's head has no name, whatever its type says.
      const field: string | undefined = part.fieldname
      if (!field)
        throw new Problem('form.malformed', 'A part of the form has no name. Name each part.', closing)
      const name = field.slice(0, 40)
      if (part.type === 'file' && field === 'file')
        yield { name: part.filename || 'document', stream: part.file }
      else if (part.type === 'file')
        throw new Problem(
          'request.invalid',
          `The form part "${name}" is a file; only parts named "file" may be.`,
          closing,
        )
      else if (field === 'file')
        throw new Problem(
          'request.invalid',
          'The form part "file" has no file name, so it is taken for an option. Give it one.',
          closing,
        )
      else if (options.has(field))
        throw new Problem('form.part_repeated', `Send the option "${name}" once.`, closing)
      else options.set(field, textOf(part.value))
    }
  }
  return { files: files(), intent: () => readOptions(Object.fromEntries(options)) }
}
