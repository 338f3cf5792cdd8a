// Looks at a PDF that is being signed, in a child: where fields belong, and what a person is shown.
import type { PageRequest, SurveyOutcome, SurveyRequest } from '../../../ports/document-engine.ts'
import { headsOf, type InChild, sealCrashed, unexpected } from './seal.ts'

export async function survey(inChild: InChild, { pdf, words }: SurveyRequest): Promise<SurveyOutcome> {
  const { head } = await inChild({ kind: 'survey', files: headsOf([pdf]), words }, [pdf]).catch(sealCrashed)
  if (head.item !== 'surveyed') throw unexpected(head, 'surveyed')
  return head.survey
}

export async function picture(inChild: InChild, { pdf, page }: PageRequest): Promise<Uint8Array> {
  const { head, bytes } = await inChild({ kind: 'picture', files: headsOf([pdf]), page }, [pdf]).catch(
    sealCrashed,
  )
  if (head.item !== 'picture') throw unexpected(head, 'picture')
  return bytes
}
