// From the words on the pages to a class, fields with evidence and findings.
import { understand } from '@countersign/understand/understand'
import type { Outcome, Stage } from '../ports/stage.ts'

export const understandStage: Stage = {
  name: 'understand',
  async run({ workflow, holdings }): Promise<Outcome> {
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
      extraction,
    }
  },
}
