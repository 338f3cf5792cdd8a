// Asks people to sign what is approved; where the workflow's conditions leave nobody, it is sealed at once.
import { asksAnybody, fillPlan, holds } from '../domain/plan/envelope-plan.ts'
import type { Outcome, Stage, StageInput, ToSend } from '../ports/stage.ts'
import { seal } from '../sign/seal.stage.ts'

export const send: Stage = {
  name: 'send',
  async run(input): Promise<Outcome | null> {
    const toSend = await planned(input)
    if (toSend === null) return seal.run(input) as Promise<Outcome | null>
    if (toSend === 'unfit' || !(await hasPdf(input))) return unfit
    const { recipients } = toSend.wanted
    const missing = input.ports.envelopes.missingWay(recipients.flatMap(({ people }) => people))
    if (missing !== null) return ended('envelope.invalid', `${missing} Then reopen the document.`)
    return {
      event: 'document.sent',
      data: { recipients: recipients.length, level: toSend.level },
      envelope: toSend,
    }
  },
}

/** What is asked for was looked at before anybody approved, so this is a workflow that nothing can be sent by. */
const unfit = ended(
  'envelope.document_unfit',
  'There is no PDF that people could sign, or nobody to sign it. Reopen the document with a workflow that makes a searchable copy and says who signs.',
)

function ended(code: string, detail: string): Outcome {
  return { event: 'document.failed', data: { stage: 'send', code }, failure: { code, detail } }
}

/** Null where nobody is to be asked. */
async function planned({ document, workflow, holdings }: StageInput): Promise<ToSend | 'unfit' | null> {
  const { envelope: plan, seal: sealing } = workflow.sign ?? {}
  const values = await holdings.extraction()
  if (!plan || !sealing || !holds(plan.when, values)) return null
  const { wanted, gaps } = fillPlan(plan, { values, given: document.metadata, people: {} })
  if (gaps.length > 0) return 'unfit'
  if (!asksAnybody(wanted)) return null
  const { remindAfterDays, expiresAfterDays } = plan
  return {
    ...{ wanted, level: sealing.level },
    ...(remindAfterDays && { remindAfterDays }),
    ...(expiresAfterDays && { expiresAfterDays }),
  }
}

/** Values that were typed in stand beside a file that nobody could read, so nobody can sign in it either. */
async function hasPdf({ document, holdings }: StageInput): Promise<boolean> {
  if (await holdings.artifact('searchable')) return true
  const [file, ...more] = holdings.originals
  if (file?.contentType !== 'application/pdf' || more.length > 0) return false
  const history = await holdings.history()
  return !history.some(({ type, run }) => type === 'document.entered' && run === document.run)
}
