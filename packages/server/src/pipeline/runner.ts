// Takes a document from where it stands as far as it goes by itself. Stages run outside any transaction; what they
// found is written inside one, and only if the document has not moved on meanwhile.
import type { Document } from '@countersign/contract/document'
import type { Extraction } from '@countersign/contract/extraction'
import type { Workflow } from '@countersign/contract/workflow'
import { type Tx, withAccount } from '../db/sql.ts'
import { type Archive, type Opened, openDocument } from '../documents/holdings.ts'
import { saveFingerprint } from '../documents/precedents/fingerprints.store.ts'
import { type Recorder, recordEvent, standingSince } from '../documents/record.ts'
import { insertBlob, insertPage, saveExtraction } from '../documents/results.store.ts'
import { type DocumentEvent, movesDocument, type Reached } from '../domain/document.ts'
import { entryTask } from '../domain/tasks.ts'
import { bySystem } from '../events/append.ts'
import { monotonicMs } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { isOutage } from '../platform/outage.ts'
import { isProblem } from '../platform/problem.ts'
import type { Metrics } from '../platform/telemetry.ts'
import type { Job } from '../ports/job-queue.ts'
import type { Outcome, PageResult, Ports, Stage, StageInput } from '../ports/stage.ts'
import { askPeople } from './asking.ts'
import { blobsOf, type Child, insertChildren, makeChildren, namedChildren } from './children.ts'
import { canFail, stageFailed } from './dead.ts'
import { nextStage } from './pipeline.ts'
import { sendEnvelope } from './sending.ts'
import { type Written, writtenInto } from './written.ts'

export type Runner = {
  archive: Archive
  ports: Ports
  recorder: Recorder
  workflow(accountId: string, of: { name: string; version: number }): Promise<Workflow>
  metrics: Metrics
  log: Log
  /** Opens a span around a stage; `traceparent` comes from whoever uploaded. */
  inSpan<T>(
    name: string,
    input: { attributes: Record<string, string>; traceparent: string | null },
    work: () => Promise<T>,
  ): Promise<T>
}

/** What the file itself is to blame for ends the document; everything else is tried again. */
const endsDocument = (error: unknown): boolean => isProblem(error) && /^(read|seal)\./.test(error.code)

export async function lookAt(runner: Runner, job: Job, signal: AbortSignal): Promise<void> {
  const opened = await openIfStanding(runner, job)
  if (!opened) return
  const { workflow: name, workflowVersion: version } = opened.document
  const workflow = await runner.workflow(job.accountId, { name, version })
  for (;;) {
    const stage = nextStage(opened.document.state, workflow)
    if (!stage) return
    const written = writtenInto(runner.archive.blobs)
    const work: Work = { runner, job, opened, workflow, stage, signal, written }
    const made = await stageOnce(work).finally(written.clear)
    if (!made) return
    const { outcome, standing } = made
    count(work, outcome)
    if (!movesDocument(outcome.event)) return
    // What was just written is known; the next write checks that nobody came in between.
    opened.document = { ...opened.document, ...standing, ...shownColumns(outcome) }
  }
}

/** Runs one stage and writes what it found; null where the document moved on meanwhile. */
async function stageOnce(work: Work): Promise<{ outcome: Outcome; standing: Reached } | null> {
  const { runner, job, opened, stage } = work
  const outcome = await runner.inSpan(
    `stage ${stage.name}`,
    { attributes: { 'document.id': opened.document.id, 'job.id': job.id }, traceparent: job.traceparent },
    () => runStage(work),
  )
  const standing = outcome && (await writeOutcome(work, outcome))
  return outcome && standing ? { outcome, standing } : null
}

function shownColumns({ pageCount, extraction }: Outcome): Partial<Document> {
  return {
    ...(pageCount === undefined ? {} : { pageCount }),
    ...(extraction ? { class: extraction.class } : {}),
  }
}

type Work = {
  runner: Runner
  job: Job
  opened: Opened
  workflow: Workflow
  stage: Stage
  signal: AbortSignal
  written: Written
}

/** Nothing where the job is stale: an earlier run's, or of a document that is erased. */
async function openIfStanding({ archive }: Runner, job: Job): Promise<Opened | null> {
  try {
    const opened = await openDocument(archive, job.accountId, job.documentId)
    return opened.document.run === job.run ? opened : null
  } catch (error) {
    if (isProblem(error) && (error.code === 'document.erased' || error.code === 'document.not_found'))
      return null
    throw error
  }
}

async function runStage(work: Work): Promise<Outcome | null> {
  const { runner, stage, opened } = work
  const began = monotonicMs()
  const took = () => (monotonicMs() - began) / 1000
  try {
    const outcome = await drain(work)
    runner.metrics.stageSeconds.observe({ stage: stage.name, outcome: outcome?.event ?? 'dropped' }, took())
    return outcome
  } catch (error) {
    runner.metrics.stageSeconds.observe({ stage: stage.name, outcome: 'error' }, took())
    if (work.signal.aborted) throw error
    const failure = failureOf(error, work)
    if (!failure) throw error
    runner.log.warn(
      { err: error, document: opened.document.id, stage: stage.name, code: failure.code },
      'document failed',
    )
    return {
      event: 'document.failed',
      data: { stage: stage.name, code: failure.code },
      failure,
      // What could not be read can be typed in, where values are wanted at all.
      ...(stage.name === 'read' && work.workflow.validate ? { tasks: [entryTask(work.workflow)] } : {}),
    }
  }
}

/** How the document ends because of `error`, or null where the job is to be tried again. */
function failureOf(error: unknown, { job, opened }: Work): { code: string; detail: string } | null {
  if (isProblem(error) && endsDocument(error)) return { code: error.code, detail: error.message }
  // Our outage is no fault of the document: the queue does not count such an attempt.
  if (isOutage(error)) return null
  if (!job.lastAttempt || !canFail(opened.document.state)) return null
  return stageFailed
}

/** Runs the stage; pages are committed as they come. Null where the document moved on under it. */
async function drain(work: Work): Promise<Outcome | null> {
  const { stage, opened, workflow, runner, signal } = work
  const input: StageInput = {
    accountId: work.job.accountId,
    document: opened.document,
    workflow,
    holdings: opened.holdings,
    ports: { ...runner.ports, blobs: work.written.blobs },
    signal,
  }
  const running = stage.run(input)
  if (running instanceof Promise) return running
  for (;;) {
    const step = await running.next()
    if (step.done) return step.value
    if (!(await commitPage(work, step.value))) {
      await running.return(undefined as never)
      return null
    }
    const { page, seconds } = step.value
    opened.remember.page(page)
    runner.metrics.pageConfidence.observe({ source: page.source }, page.confidence)
    runner.metrics.pageSeconds.observe({ source: page.source }, seconds)
  }
}

/** False where the document moved on. A page that is there already is not kept twice. */
async function commitPage({ runner, job, opened, written }: Work, result: PageResult): Promise<boolean> {
  const { document, kekId } = opened
  const of = { documentId: document.id, run: document.run }
  const blobs = [result.layout.id, result.preview.id]
  written.keep(blobs)
  const committed = await withAccount(runner.archive.db, job.accountId, async (tx) => {
    const standing = await standingSince(tx, job.accountId, { ...of, seen: document })
    if (!standing) return null
    return insertPage(tx, job.accountId, { ...of, kekId, at: runner.recorder.clock(), result })
  })
  if (!committed) written.drop(blobs)
  return committed !== null
}

function columnsOf(outcome: Outcome) {
  return {
    ...(outcome.pageCount === undefined ? {} : { pageCount: outcome.pageCount, password: null }),
    ...(outcome.extraction ? { class: outcome.extraction.class } : {}),
    ...(outcome.prolongAt ? { prolongAt: outcome.prolongAt } : {}),
    ...(outcome.failure
      ? { failureCode: outcome.failure.code, failureDetail: outcome.failure.detail, password: null }
      : {}),
  }
}

/** Counted once written, so that a result that was dropped is not. */
function count({ runner: { metrics }, opened: { document } }: Work, outcome: Outcome): void {
  const labels = {
    workflow: document.workflow,
    class: outcome.extraction?.class ?? document.class ?? 'other',
  }
  if (outcome.event === 'document.understood') metrics.documentsUnderstood.inc(labels)
  if (outcome.event === 'document.held') metrics.documentsHeld.inc(labels)
  if (outcome.failure) metrics.failures.inc({ code: outcome.failure.code })
}

/** Null where the document moved on while the stage ran: then nothing of it is kept. */
async function writeOutcome(work: Work, outcome: Outcome): Promise<Reached | null> {
  const { runner, job, opened } = work
  const { document } = opened
  const children = await childrenOf(work, outcome)
  const blobs = [...(outcome.artifacts ?? []).map(({ blob }) => blob.id), ...blobsOf(children)]
  work.written.keep(blobs)
  const envelope = outcome.envelope && { id: runner.recorder.newId('env'), toSend: outcome.envelope }
  const reached = await withAccount(runner.archive.db, job.accountId, async (tx) => {
    const standing = await recordEvent(tx, job.accountId, {
      ...bySystem(job.traceparent),
      documentId: document.id,
      event: outcome.event satisfies DocumentEvent,
      data: {
        ...outcome.data,
        ...(children.length > 0 && { children: namedChildren(children) }),
        ...(envelope && { envelope: envelope.id }),
      },
      set: columnsOf(outcome),
      expect: { run: document.run, version: document.version },
      goesOn: true,
      recorder: runner.recorder,
    })
    if (!standing) return null
    await writeResults(tx, work, outcome)
    const { archive, recorder } = runner
    await insertChildren(tx, job.accountId, {
      ...{ archive, recorder, opened, children, traceparent: job.traceparent },
    })
    if (envelope)
      await sendEnvelope(tx, job.accountId, {
        ...{ archive, recorder, ...envelope, documentId: document.id, traceparent: job.traceparent },
      })
    return standing
  })
  if (!reached) work.written.drop(blobs)
  return reached
}

const childrenOf = ({ runner, opened, written }: Work, { children = [] }: Outcome): Promise<Child[]> =>
  makeChildren(children, { archive: runner.archive, blobs: written.blobs, recorder: runner.recorder, opened })

async function writeResults(tx: Tx, { runner, job, opened }: Work, outcome: Outcome): Promise<void> {
  const { document, kekId, holdings } = opened
  const at = runner.recorder.clock()
  const of = { documentId: document.id, run: document.run }
  const { tasks } = outcome
  if (tasks) await askPeople(tx, job.accountId, { opened, tasks, recorder: runner.recorder })
  for (const { role, blob } of outcome.artifacts ?? []) {
    await insertBlob(tx, job.accountId, { ...of, role, blob, kekId, at })
    opened.remember.artifact(role, blob)
  }
  if (outcome.fingerprint)
    await saveFingerprint(tx, job.accountId, {
      ...of,
      ...{ facts: outcome.fingerprint, kms: runner.archive.kms, at },
    })
  const extraction = await newExtraction(opened, outcome)
  if (!extraction) return
  opened.remember.extraction(extraction)
  await saveExtraction(tx, job.accountId, { ...of, key: holdings.dataKey, extraction, at })
}

async function newExtraction({ document, holdings }: Opened, outcome: Outcome): Promise<Extraction | null> {
  if (outcome.extraction) return { documentId: document.id, run: document.run, ...outcome.extraction }
  if (!outcome.findings) return null
  const before = await holdings.extraction()
  return before && { ...before, findings: outcome.findings }
}
