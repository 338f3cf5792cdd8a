// From the words on the pages to a class, fields with evidence and findings; or to the documents that a file holds.
import { understandFiles } from '@countersign/understand/einvoice/understand-files'
import { withParts } from '@countersign/understand/normalise/parts'
import { usedOf } from '../ports/learning.ts'
import type { Outcome, Stage } from '../ports/stage.ts'
import { eInvoiceFiles } from './e-invoice-files.ts'
import { splitting } from './split.ts'

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const nothingTaught = { lessons: [], classes: null }

export const understandStage: Stage = {
  name: 'understand',
  async run(input): Promise<Outcome> {
    const found = once(() => eInvoiceFiles(input))
    const split = await splitting(input, found)
    if ('outcome' in split) return split.outcome
    const { workflow, holdings, ports, accountId, document } = input
    const pages = await holdings.pages()
    const known = await ports.learning.known(accountId, { documentId: document.id, pages })
    const classes = workflow.understand?.classes ?? []
    const { files, drawn, findings } = await found()
    const understood = understandFiles(pages, {
      ...(classes.length > 0 && { classes }),
      learned: known?.learned ?? nothingTaught,
      ...{ files, drawn },
    })
    const { lessons = 0, ...rest } = understood
    const learned = known && usedOf(known, { class: rest.class, lessons })
    const extraction = {
      ...rest,
      ...(learned && { learned }),
      findings: [...rest.findings, ...findings],
    }
    return {
      event: 'document.understood',
      data: {
        class: extraction.class,
        classConfidence: Math.round(extraction.classConfidence * 1000) / 1000,
        language: extraction.language,
        fields: extraction.fields.map((field) => field.name),
        ...(extraction.eInvoice && { eInvoice: extraction.eInvoice.profile }),
        ...(learned && { models: learned.models }),
        ...(extraction.novelty && { novelty: extraction.novelty.score }),
      },
      extraction: withParts({ ...extraction, findings: [...extraction.findings, ...split.findings] }),
    }
  },
}
