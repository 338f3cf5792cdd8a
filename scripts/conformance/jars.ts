// Java programs that judge, by Maven.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Artifact = { group: string; name: string; version: string }

/** The artifacts and all they need, in a folder that is filled once; null where there is no Maven. */
export function fetchJars(folder: string, artifacts: readonly Artifact[]): string | null {
  if (existsSync(folder)) return holdsJars(folder) ? folder : null
  mkdirSync(folder)
  const dependencies = artifacts.map(
    ({ group, name, version }) =>
      `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`,
  )
  const project = `<modelVersion>4.0.0</modelVersion><groupId>judge</groupId><artifactId>judge</artifactId><version>1</version>`
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project>${project}<dependencies>${dependencies.join('')}</dependencies></project>`,
  )
  const copy = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]
  const { status } = spawnSync('mvn', copy, { cwd: folder, stdio: 'ignore', timeout: 300_000 })
  return status === 0 ? folder : null
}

export const holdsJars = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.jar'))
