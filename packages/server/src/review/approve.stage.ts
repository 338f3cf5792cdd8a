// Without approvers in its workflow a validated document is approved by the workflow itself.
import type { Stage } from '../ports/stage.ts'

export const approve: Stage = {
  name: 'approve',
  run: async ({ workflow }) => ({
    event: 'document.approved',
    data: { by: 'workflow', workflow: workflow.name, workflowVersion: workflow.version },
  }),
}
