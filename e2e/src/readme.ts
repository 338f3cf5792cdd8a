// Examples of a README, as they stand in it.
import { readFile } from 'node:fs/promises'

/** The fenced blocks of JavaScript, in order. Blocks of other languages are not run. */
export async function examplesOf(readme: URL): Promise<string[]> {
  const text = await readFile(readme, 'utf8')
  return [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => code)
}
