// For tests: holds every answer against the description of the API, and every message we send against its own.
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Http } from '../platform/http.ts'
import { describeApi, type OpenApi } from './openapi.ts'
import { closed } from './validation.ts'

type Json = { [key: string]: unknown }

export type Answered = {
  method: string
  /** With or without a query. */
  url: string
  status: number
  headers: Readonly<Record<string, string | undefined>>
  body: Uint8Array
}

type Header = { required?: boolean; schema: AnySchema }
type Answer = { headers?: Record<string, Header>; content?: Record<string, { schema?: Json }> }
type Operation = { operationId: string; responses: Record<string, Answer & { $ref?: string }> }

const pointer = (...parts: string[]) =>
  parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')

/** Compiles parts of a description when they are first needed. */
function checkerOf(description: OpenApi) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false })
  addFormats.default(ajv)
  ajv.addSchema(closed(description) as AnySchema, 'api')
  const compiled = new Map<string, ValidateFunction>()
  return (at: string, value: unknown): string | undefined => {
    const validate = compiled.get(at) ?? ajv.compile({ $ref: `api#/${at}` })
    compiled.set(at, validate)
    if (validate(value)) return undefined
    const faults = (validate.errors ?? []).slice(0, 5)
    const { additionalProperty, allowedValues } = faults[0]?.params ?? {}
    const named = additionalProperty ?? allowedValues ?? ''
    return `${faults.map((one) => `${one.instancePath || '/'} ${one.message}`).join('; ')} ${named}`.trim()
  }
}

const segments = (path: string) => path.split('/').slice(1)

/** A literal part of an address goes before a parameter. */
function pathOf(description: OpenApi, path: string): string | undefined {
  const asked = segments(path)
  const fitting = Object.keys(description.paths).filter((one) => {
    const parts = segments(one)
    return (
      parts.length === asked.length &&
      parts.every((part, i) => part === asked[i] || (part.startsWith('{') && asked[i] !== ''))
    )
  })
  return fitting.sort((a, b) => a.split('{').length - b.split('{').length)[0]
}

const mediaType = (header: string | undefined) => header?.split(';')[0]?.trim().toLowerCase()

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
}

function faultsOf(
  { answer, at, check }: { answer: Answer; at: string; check: ReturnType<typeof checkerOf> },
  { method, status, headers, body }: Answered,
): string[] {
  const faults: string[] = []
  for (const [name, { required }] of Object.entries(answer.headers ?? {}))
    if (required && !headers[name]) faults.push(`lacks the header ${name}`)
  if (status < 400 && !headers['x-request-id']) faults.push('lacks the header x-request-id')
  const type = mediaType(headers['content-type'])
  const described = answer.content?.[type ?? '']
  if (method === 'HEAD' || (!answer.content && body.length === 0)) return faults
  if (!described) faults.push(`has the content type ${type ?? 'none'}, which is not described`)
  else if (described.schema) {
    const wrong = check(`${at}/content/${pointer(type ?? '')}/schema`, parse(body))
    if (wrong) faults.push(wrong)
  }
  return faults
}

/** Recipients of envelopes have a browser, and a problem in JSON would tell them nothing. */
const isPageForPeople = ({ url, headers }: Answered): boolean =>
  /^\/sign(-in)?\//.test(url) && mediaType(headers['content-type']) === 'text/html'

export type Judge = (answered: Answered) => void

/** Throws where an answer is not as described; what has no place in the description must be a problem or a page. */
export function judgeBy(description: OpenApi): Judge {
  const check = checkerOf(description)
  const resolve = (at: string, answer: Answer & { $ref?: string }): { at: string; answer: Answer } => {
    const name = answer.$ref?.split('/').at(-1)
    const { responses } = description.components as { responses: Record<string, Answer> }
    const shared = name === undefined ? undefined : responses[name]
    return shared && name ? { at: `components/responses/${name}`, answer: shared } : { at, answer }
  }
  const judge = (answered: Answered): string[] => {
    const { method, url, status, headers, body } = answered
    const path = pathOf(description, url.split('?', 1)[0] ?? url)
    const verbs = path === undefined ? {} : (description.paths[path] ?? {})
    // Most HEADs come with their GET and are described by it.
    const verb = method === 'HEAD' && !verbs.head ? 'get' : method.toLowerCase()
    const operation = verbs[verb]
    if (path === undefined || !operation) {
      if (status < 400 || method === 'HEAD' || isPageForPeople(answered)) return []
      const wrong = check('components/schemas/Problem', parse(body))
      return [
        ...(mediaType(headers['content-type']) === 'application/problem+json' ? [] : ['is no problem']),
        ...(wrong ? [wrong] : []),
      ]
    }
    const answer = (operation as Operation).responses[status]
    if (!answer) {
      const { code = 'no problem' } = (parse(body) ?? {}) as { code?: string }
      return [`is not described (${code}): add the status, or the code to \`problems\` of the route`]
    }
    return faultsOf(
      { ...resolve(`paths/${pointer(path)}/${verb}/responses/${status}`, answer), check },
      answered,
    )
  }
  return (answered) => {
    const faults = judge(answered)
    if (faults.length === 0) return
    const text = Buffer.from(answered.body).toString('utf8').slice(0, 500)
    throw new Error(
      `${answered.method} ${answered.url} answered ${answered.status}, which breaks the API's description: it ${faults.join(', ')}\n${text}`,
    )
  }
}

const judges = new Map<string, Judge>()

function judgeOf(description: OpenApi): Judge {
  const text = JSON.stringify(description)
  const judge = judges.get(text) ?? judgeBy(description)
  judges.set(text, judge)
  return judge
}

/** From then on every injected request that is awaited is judged by the routes declared so far. */
export function judged<T extends Http>(http: T): T {
  let known: { routes: number; judge: Judge } | undefined
  const judge = () => {
    const routes = http.declaredRoutes.length
    if (known?.routes !== routes)
      known = { routes, judge: judgeOf(describeApi(http.declaredRoutes, { version: 'test' })) }
    return known.judge
  }
  const inject = http.inject.bind(http) as (asked: Injected) => Promise<InjectedAnswer>
  const checked = async (asked: Injected) => {
    const answer = await inject(asked)
    const { method = 'GET', url } = typeof asked === 'string' ? { url: asked } : asked
    const path = typeof url === 'string' ? url : url.pathname
    const headers = answer.headers as Answered['headers']
    judge()({ method, url: path, status: answer.statusCode, headers, body: answer.rawPayload })
    return answer
  }
  http.inject = checked as unknown as typeof http.inject
  return http
}

type Injected = string | { method?: string; url: string | { pathname: string } }
type InjectedAnswer = { statusCode: number; headers: unknown; rawPayload: Uint8Array }

let checkedIn: { description: OpenApi; check: ReturnType<typeof checkerOf>; judge: Judge } | undefined

/** The description as it is checked in, for those who ask from outside. */
function published() {
  if (checkedIn) return checkedIn
  const file = new URL('../../../contract/openapi.json', import.meta.url)
  const description = JSON.parse(readFileSync(file, 'utf8')) as OpenApi
  checkedIn = { description, check: checkerOf(description), judge: judgeBy(description) }
  return checkedIn
}

export const judgePublished: Judge = (answered) => published().judge(answered)

/** What about a message is not as the description says that messages are. */
export function faultsOfMessage(headers: IncomingHttpHeaders, body: string): string[] {
  const at = pointer('webhooks', 'message', 'post', 'requestBody', 'content', 'application/json', 'schema')
  const faults = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
    .filter((name) => !headers[name])
    .map((name) => `lacks the header ${name}`)
  if (mediaType(headers['content-type']) !== 'application/json') faults.push('is no application/json')
  const wrong = published().check(at, parse(Buffer.from(body)))
  if (wrong) faults.push(wrong)
  return faults.map((fault) => `A message breaks its description: it ${fault}\n${body.slice(0, 500)}`)
}
