// What every engine is asked and answers, each in a process of its own.
import type { Outline, Table } from '@countersign/contract/layout'

export type ReadOrder = { path: string; contentType: string; language: string }

/** `lines` in the engine's order of reading. */
export type ReadAnswer = {
  lines: string[]
  words?: { text: string; confidence: number; handwritten: boolean }[]
  cpuMs: number
  wallMs: number
  /** high-water mark of the process so far */
  peakBytes: number
  rotation?: number
  outline?: Outline
  tables?: Table[]
  steps?: string[]
  advice?: string | null
  /** why it could not be read */
  error?: string
}

/** Time and memory of what runs in between, in this process and its threads. */
export async function measured(
  work: () => Promise<Omit<ReadAnswer, 'cpuMs' | 'wallMs' | 'peakBytes'>>,
): Promise<ReadAnswer> {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const failed = (error: unknown) => ({
    lines: [],
    error: error instanceof Error ? error.message : String(error),
  })
  const answer = await work().catch(failed)
  const { user, system } = process.cpuUsage(cpu)
  const peakBytes = process.resourceUsage().maxRSS * 1024
  return { ...answer, cpuMs: (user + system) / 1000, wallMs: performance.now() - began, peakBytes }
}

/** Where a helper finds what was installed for it; its parent says so when it starts it. */
export const peersFolder = (): string => process.env['COUNTERSIGN_BENCH_PEERS'] ?? ''

/** ISO 639-1 to the names Tesseract gives its models. */
export const tesseractNames: Record<string, string> = {
  en: 'eng',
  de: 'deu',
  fr: 'fra',
  es: 'spa',
  it: 'ita',
  pt: 'por',
  nl: 'nld',
  pl: 'pol',
  sv: 'swe',
  da: 'dan',
  no: 'nor',
  fi: 'fin',
  cs: 'ces',
  hu: 'hun',
  ro: 'ron',
  tr: 'tur',
}
