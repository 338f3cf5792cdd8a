// The package.json of a published package, from the one in the repository.

export type Manifest = {
  name: string
  version: string
  exports: Record<string, string>
  bin?: Record<string, string>
  devDependencies?: Record<string, string>
  [field: string]: unknown
}

const compiled = (path: string, ending: string) =>
  path.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, ending)

/** Names the compiled files where the repository names sources. */
export function packedManifest({ devDependencies: _, exports, bin, ...rest }: Manifest) {
  const entries = Object.entries(exports).map(([name, path]) => [
    name,
    { types: compiled(path, '.d.ts'), default: compiled(path, '.js') },
  ])
  const commands = Object.entries(bin ?? {}).map(([name, path]) => [name, compiled(path, '.js')])
  return {
    ...rest,
    engines: { node: '>=22' },
    exports: Object.fromEntries(entries),
    ...(bin && { bin: Object.fromEntries(commands) }),
    files: ['dist', 'models', 'NOTICE'],
    sideEffects: false,
  }
}
