// A real delivery, judged by the libraries of the Standard Webhooks project in several languages.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Captured = { secret: string; headers: Record<string, string>; body: string }

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0

function languages(python: string | null, folder: string): Record<string, readonly string[] | null> {
  const binary = join(folder, 'verify-go')
  const built =
    has('go', 'version') &&
    spawnSync('go', ['build', '-o', binary, '.'], { cwd: here('go'), stdio: 'inherit' }).status === 0
  return {
    JavaScript: [process.execPath, here('verify.mjs')],
    Python: python === null ? null : [python, here('verify.py')],
    Go: built ? [binary] : null,
  }
}

const tampered = ({ secret, headers, body }: Captured): [string, Captured][] => [
  [
    'another body',
    { secret, headers, body: body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) },
  ],
  ['another id', { secret, body, headers: { ...headers, 'webhook-id': `${headers['webhook-id']}x` } }],
  ['another secret', { headers, body, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }],
]

/** True where every library at hand takes the message as it came and refuses it changed. */
export function verifyEverywhere(captured: Captured, python: string | null, folder: string): boolean {
  const cases: [string, Captured][] = [['as it came', captured], ...tampered(captured)]
  let right = true
  for (const [language, command] of Object.entries(languages(python, folder))) {
    if (!command) {
      console.log(`${language}: skipped, it is not on this machine.`)
      continue
    }
    const [program = '', ...args] = command
    const results = cases.map(([what, delivery], index) => {
      const file = join(folder, `delivery-${index}.json`)
      writeFileSync(file, JSON.stringify(delivery))
      const taken = spawnSync(program, [...args, file]).status === 0
      const wanted = index === 0
      right &&= taken === wanted
      return `${what} ${taken ? 'taken' : 'refused'}${taken === wanted ? '' : ' (WRONG)'}`
    })
    console.log(`${language}: ${results.join(', ')}.`)
  }
  return right
}
