// Without approvers in its workflow a validated document is approved by the workflow itself; otherwise people are asked.
import { approvalsOf } from '../domain/rules.ts'
import { approvalTasks } from '../domain/tasks.ts'
import type { Outcome, Stage } from '../ports/stage.ts'

export const approve: Stage = {
  name: 'approve',
  async run({ document, workflow, holdings }): Promise<Outcome | null> {
    const named = { workflow: workflow.name, workflowVersion: workflow.version }
    const values = workflow.approve?.length ? await holdings.extraction() : null
    const levels = approvalsOf(workflow, values ?? { class: 'other', fields: [] })
    const [first] = levels
    if (!first) return { event: 'document.approved', data: { by: 'workflow', ...named } }
    const history = await holdings.history()
    const asked = history.some(({ type, run }) => type === 'document.approval_asked' && run === document.run)
    if (asked) return null
    return { event: 'document.approval_asked', data: { levels, ...named }, tasks: approvalTasks(first, 1) }
  },
}
