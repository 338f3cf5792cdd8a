// Content streams (ISO 32000-1 §7.8.2) as operations, with the place of each in the stream.

/** One operator with what stands before it: `content.slice(start, end)`. Strings among the operands are shortened to `(`. */
export type Operation = { operator: string; operands: readonly string[]; start: number; end: number }

const space = /(?:[\0\t\n\f\r ]+|%[^\r\n]*)+/y
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/y
const nameOrWord = /\/?[^\0\t\n\f\r ()<>[\]{}/%]+|\//y
const hexadecimal = /<[\da-fA-F\0\t\n\f\r ]*>/y
const bracket = /<<|>>|[[\]{}]/y
const endOfInlineImage = /[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)/g
const maxOperands = 2000

/**
 * Reads operation by operation. `content` is Latin-1, one letter a byte. Ends early, with an operation named `?`,
 * where the stream is damaged.
 */
export function* operations(content: string): Generator<Operation> {
  let at = 0
  let start = -1
  let operands: string[] = []
  while (at < content.length) {
    at = after(space, content, at) ?? at
    if (at >= content.length) return
    if (start < 0) start = at
    const end = content[at] === '(' ? endOfString(content, at) : tokenEnd(content, at)
    if (end === undefined || operands.length > maxOperands) {
      yield { operator: '?', operands, start, end: content.length }
      return
    }
    const token = content[at] === '(' ? '(' : content.slice(at, end)
    at = end
    if (!isOperator(token)) {
      operands.push(token)
      continue
    }
    if (token === 'ID') at = afterInlineImage(content, at)
    yield { operator: token === 'ID' ? 'BI' : token, operands, start, end: at }
    if (token !== 'BI') [operands, start] = [[], -1]
    else operands = []
  }
}

const isOperator = (token: string) =>
  !/^[\d/.+(<>[\]{}-]/.test(token) && token !== 'true' && token !== 'false' && token !== 'null'

function after(pattern: RegExp, content: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(content) ? pattern.lastIndex : undefined
}

function tokenEnd(content: string, at: number): number | undefined {
  for (const pattern of [number, bracket, hexadecimal, nameOrWord]) {
    const end = after(pattern, content, at)
    if (end !== undefined) return end
  }
  return undefined
}

function endOfString(content: string, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < content.length; at += 1) {
    const letter = content[at]
    if (letter === '\\') at += 1
    else if (letter === '(') depth += 1
    else if (letter === ')' && --depth === 0) return at + 1
  }
  return undefined
}

function afterInlineImage(content: string, at: number): number {
  endOfInlineImage.lastIndex = at
  return endOfInlineImage.test(content) ? endOfInlineImage.lastIndex : content.length
}
