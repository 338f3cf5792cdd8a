// Our log, judged by libraries of other logs: signatures, inclusion and consistency at many sizes, honest and changed.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cosign, readCheckpoint } from '../../packages/evidence/src/checkpoint.ts'
import { formatInclusion } from '../../packages/evidence/src/inclusion.ts'
import { formatVerifierKey, verifierKey } from '../../packages/evidence/src/note.ts'
import { consistencyProof, inclusionProof } from '../../packages/evidence/src/proofs.ts'
import { entriesUpTo, memoryLog, newSigner } from '../../packages/evidence/src/testing.ts'

type Case = {
  key: string
  witness: string
  before: string
  proof: string
  entry: string
  consistency: string[]
}

const signer = newSigner('example.com/v1/log/1a2b3c4d')
const witness = newSigner('witness.example.com/w1')
const sizes = [1, 2, 3, 7, 64, 255, 256, 257, 1000, 66_000]

function honestCases(): Case[] {
  const entries = entriesUpTo(Math.max(...sizes))
  const log = memoryLog(entries, signer, 4096)
  const cosigned = (size: number) => {
    const note = log.signed(size)
    return note + cosign(readCheckpoint(note).note.text, witness, 1_800_000_000)
  }
  const base64 = (hashes: readonly Uint8Array[]) => hashes.map((one) => Buffer.from(one).toString('base64'))
  return sizes.flatMap((to, at) => {
    const from = sizes[Math.max(0, at - 1)] ?? 1
    return [0, Math.floor(to / 2), to - 1].map((index) => ({
      key: formatVerifierKey(verifierKey(signer, 1)),
      witness: formatVerifierKey(verifierKey(witness, 4)),
      before: cosigned(from),
      proof: formatInclusion({
        index,
        proof: inclusionProof(log.hashAt, index, to),
        checkpoint: cosigned(to),
      }),
      entry: entries[index] ?? '',
      consistency: base64(consistencyProof(log.hashAt, from, to)),
    }))
  })
}

const changed = (one: Case): Case[] => [
  { ...one, entry: `${one.entry} ` },
  { ...one, proof: one.proof.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`) },
  { ...one, proof: one.proof.replace(/^index (\d+)$/m, (_, at) => `index ${Number(at) + 1}`) },
  { ...one, witness: formatVerifierKey(verifierKey(newSigner(witness.name), 4)) },
  { ...one, consistency: [...one.consistency, Buffer.alloc(32).toString('base64')] },
]

/** True where everything honest is taken and everything changed refused; null where there is no Go to ask. */
export function judgeLogs(folder: string): boolean | null {
  const program = join(folder, 'judge-log')
  const cwd = fileURLToPath(new URL('go-log', import.meta.url))
  if (spawnSync('go', ['build', '-o', program, '.'], { cwd, stdio: 'inherit' }).status !== 0) {
    console.log('Skipped: Go, or the libraries, are not to be had on this machine.')
    return null
  }
  const file = join(folder, 'log.json')
  const takes = (one: Case): boolean => {
    writeFileSync(file, JSON.stringify(one))
    return spawnSync(program, [file]).status === 0
  }
  const honest = honestCases()
  const taken = honest.filter(takes).length
  const lies = honest.flatMap(changed)
  const refused = lies.filter((one) => !takes(one)).length
  console.log(
    `x/mod/sumdb and transparency-dev: ${taken} of ${honest.length} taken, ${refused} of ${lies.length} changed ones refused.`,
  )
  return taken === honest.length && refused === lies.length
}
