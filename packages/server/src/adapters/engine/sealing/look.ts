// Looks at what is being signed, or signed with, in a child: where fields belong, what a person is shown, what a key file holds.
import { Problem } from '../../../platform/problem.ts'
import type {
  KeyFileFound,
  KeyFileRequest,
  PageRequest,
  SurveyOutcome,
  SurveyRequest,
} from '../../../ports/document-engine.ts'
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

/** A child that is lost over it was given a file made to do so. */
export async function openKeyFile(
  inChild: InChild,
  { bytes, password }: KeyFileRequest,
): Promise<KeyFileFound> {
  const file = {
    contentType: 'application/x-pkcs12',
    bytes: bytes.length,
    async *open() {
      yield bytes
    },
  }
  const { head } = await inChild({ kind: 'keyFile', files: headsOf([file]), password }, [file]).catch(
    (cause: unknown) => {
      throw new Problem(
        'certificate.unfit',
        'Opening the key file took too long or too much memory. Export it again, with fewer iterations.',
        { cause },
      )
    },
  )
  if (head.item !== 'keyFile') throw unexpected(head, 'keyFile')
  return head.found
}
