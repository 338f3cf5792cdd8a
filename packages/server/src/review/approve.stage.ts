// Without approvers in its workflow a validated document is approved by the workflow itself; otherwise people are asked.
import type { Finding } from '@countersign/contract/extraction'
import { recipientFindings } from '../domain/plan/envelope-plan.ts'
import { approvalsOf } from '../domain/rules.ts'
import { approvalTasks, tasksFor } from '../domain/tasks.ts'
import type { Outcome, Stage } from '../ports/stage.ts'

const named = (findings: readonly Finding[]) =>
  findings.map(({ rule, field }) => (field ? { rule, field } : { rule }))

export const approve: Stage = {
  name: 'approve',
  async run({ document, workflow, holdings }): Promise<Outcome | null> {
    const about = { workflow: workflow.name, workflowVersion: workflow.version }
    const values = workflow.approve?.length || workflow.sign?.envelope ? await holdings.extraction() : null
    const missing = values && recipientFindings({ workflow, values, given: document.metadata })
    // Before anybody approves: what they approve must not change afterwards.
    if (values && missing?.length)
      return {
        event: 'document.held',
        data: { route: 'review', errors: named(missing), ...about },
        findings: [...values.findings, ...missing],
        tasks: tasksFor(workflow, values, { findings: missing, route: 'review' }),
      }
    const levels = approvalsOf(workflow, values ?? { class: 'other', fields: [] })
    const [first] = levels
    if (!first) return { event: 'document.approved', data: { by: 'workflow', ...about } }
    const history = await holdings.history()
    const asked = history.some(({ type, run }) => type === 'document.approval_asked' && run === document.run)
    if (asked) return null
    return { event: 'document.approval_asked', data: { levels, ...about }, tasks: approvalTasks(first, 1) }
  },
}
