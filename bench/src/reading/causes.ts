// What kind of mistake a wrongly read line holds, so that who mends reading knows where to begin.
export type Cause = 'not found' | 'spaces' | 'accents' | 'case' | 'signs' | 'letters'

const withoutAccents = (text: string): string =>
  text
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('Ø', 'O')
    .replaceAll('æ', 'ae')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
const steps: readonly [Cause, (text: string) => string][] = [
  ['spaces', (text) => text.replace(/\s/g, '')],
  ['accents', withoutAccents],
  ['case', (text) => text.toLowerCase()],
  ['signs', (text) => text.replace(/[^\p{L}\p{N}]/gu, '')],
]

/** The first way of looking at both that makes them equal, each on top of those before. */
export function causeOf(printed: string, read: string): Cause {
  if (read === '') return 'not found'
  let [a, b] = [printed, read]
  for (const [cause, view] of steps) {
    a = view(a)
    b = view(b)
    if (a === b) return cause
  }
  return 'letters'
}
