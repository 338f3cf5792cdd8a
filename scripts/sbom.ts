// npm run sbom: what is shipped, with versions and licences, as CycloneDX in dist/; fails where the list is not whole or a licence may not ship.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fromFile, isNamed, mayShip } from './licences.ts'

type Licence = { license?: { id?: string; name?: string }; expression?: string }
type Component = {
  'bom-ref': string
  name: string
  version: string
  licenses?: Licence[]
}
type Bom = {
  metadata: { component: { name: string } }
  components: Component[]
  dependencies: { ref: string; dependsOn?: string[] }[]
}
type Entry = { version?: string; dev?: boolean; devOptional?: boolean; optional?: boolean; link?: boolean }

const root = new URL('../', import.meta.url)
const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'))

const { packages } = read('package-lock.json') as { packages: Record<string, Entry> }

/** By name and version, from the lock file: what is not only for those who build. */
const shipped = new Map(
  Object.entries(packages)
    .filter(
      ([path, { dev, devOptional, link }]) => path.includes('node_modules/') && !(dev || devOptional || link),
    )
    .map(([path, entry]) => [
      `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${entry.version}`,
      entry,
    ]),
)

const named = ({ name, version }: Component) => `${name}@${version}`

/** `npm sbom --omit dev` loses what is shipped and also used by a tool of ours (pg-protocol, under `@types/pg`), so the lock file says what stays. */
function withoutTools(bom: Bom): Bom {
  const components = bom.components.filter((one) => shipped.has(named(one)))
  const known = new Set(components.map((component) => component['bom-ref']))
  const dependencies = bom.dependencies
    .filter(({ ref }) => known.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => known.has(one)) }))
  return { ...bom, components, dependencies }
}

function makeBom(): Bom {
  const made = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  })
  if (made.status !== 0) throw new Error(`npm sbom failed: ${made.stderr}`)
  const bom = withoutTools(JSON.parse(made.stdout) as Bom)
  // npm names the folder that it ran in.
  bom.metadata.component.name = read('package.json').name
  for (const component of bom.components) {
    const found = fromFile[component.name]
    if (!component.licenses?.length && found) component.licenses = [{ license: { id: found } }]
  }
  return bom
}

const licenceOf = ({ licenses = [] }: Component): string =>
  licenses
    .map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? 'none')
    .join(' AND ') || 'none'

/** What is optional depends on the machine, and npm lists what is here. */
function missing(bom: Bom): string[] {
  const listed = new Set(bom.components.map(named))
  return [...shipped].flatMap(([name, { optional }]) => (optional || listed.has(name) ? [] : [name]))
}

const bom = makeBom()
const refused = bom.components
  .filter((one) => !mayShip(licenceOf(one), isNamed(one.name)))
  .map((one) => `${named(one)} (${licenceOf(one)})`)
const faults = [
  ...missing(bom).map((one) => `${one} is shipped and not in the list`),
  ...refused.map((one) => `${one} may not be shipped`),
]
mkdirSync(new URL('dist/', root), { recursive: true })
writeFileSync(new URL('dist/sbom.cdx.json', root), `${JSON.stringify(bom, null, 2)}\n`)
console.log(`wrote dist/sbom.cdx.json: ${bom.components.length} components`)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
