// The schema of workflows as one JSON document, for editors and for docs/reference.
import { NewWorkflow } from '@countersign/contract/workflow'

export function workflowSchema(): Record<string, unknown> {
  const { $id: _, ...schema } = JSON.parse(JSON.stringify(NewWorkflow)) as Record<string, unknown>
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Workflow of Countersign',
    description:
      'What happens to a document, as data. `countersign workflow check FILE` explains what is wrong.',
    ...schema,
  }
}
