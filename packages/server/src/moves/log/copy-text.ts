// Rows as PostgreSQL's COPY writes them: columns between tabs, a line for each row, a backslash before what is special.

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

const unescaped = (value: string): string | null =>
  value === '\\N' ? null : value.replace(/\\(.)/gs, (_, char: string) => escapes[char] ?? char)

export type Row = (string | null)[]

/** Bytes may be cut anywhere. */
export async function* copyRows(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  const decoder = new TextDecoder('utf8', { fatal: true })
  let rest = ''
  for await (const part of parts) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.split('\t').map(unescaped)
  }
}

/** A bytea column. */
export const bytesOfColumn = (value: string | null): Buffer =>
  Buffer.from((value ?? '').replace(/^\\x/, ''), 'hex')
