// The packages of three clouds, installed for this, against their services' own words on loopback: the test beside the
// adapter, which is skipped where they are not there.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = [
  '@aws-sdk/client-kms@3.1164.0',
  '@google-cloud/kms@5.7.0',
  '@azure/keyvault-keys@4.10.2',
  '@azure/identity@4.13.1',
]
const test = fileURLToPath(
  new URL('../../packages/server/src/adapters/key/cloud/cloud.test.ts', import.meta.url),
)

/** True where every cloud signed; and where the packages cannot be had, which it says. */
export function judgeClouds(under: string): boolean {
  const folder = join(under, 'clouds')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }))
  // What npm and the runner of tests say in the environment of those they start would lead these astray.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(npm_|NODE_TEST_CONTEXT)/i.test(key)),
  )
  const order = ['install', '--no-audit', '--ignore-scripts', '--prefix', folder, ...packages]
  if (spawnSync('npm', order, { cwd: folder, env }).status !== 0) {
    console.log(`No keys in clouds: npm could not install ${packages.join(', ')}.`)
    return true
  }
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-isolation=none', test], {
    ...{ env: { ...env, COUNTERSIGN_TEST_CLOUD_SDKS: folder }, encoding: 'utf8' },
  })
  console.log(stdout)
  return status === 0 && !/^ℹ skipped [1-9]/m.test(stdout)
}
