// From the words on the pages to a class, fields with evidence and findings; or to the documents that a file holds.
import { understand } from '@countersign/understand/understand'
import type { Outcome, Stage } from '../ports/stage.ts'
import { splitting } from './split.ts'

export const understandStage: Stage = {
  name: 'understand',
  async run(input): Promise<Outcome> {
    const split = await splitting(input)
    if ('outcome' in split) return split.outcome
    const { workflow, holdings } = input
    const classes = workflow.understand?.classes ?? []
    const extraction = understand(await holdings.pages(), classes.length > 0 ? { classes } : {})
    return {
      event: 'document.understood',
      data: {
        class: extraction.class,
        classConfidence: Math.round(extraction.classConfidence * 1000) / 1000,
        language: extraction.language,
        fields: extraction.fields.map((field) => field.name),
      },
      extraction: { ...extraction, findings: [...extraction.findings, ...split.findings] },
    }
  },
}
