import {
  NextTask,
  ReviewTask,
  TaskAnswer,
  TaskList,
  TaskParams,
  TaskQuery,
} from '@countersign/contract/review'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { circumstancesOf } from '../../documents/documents.routes.ts'
import type { Http } from '../../platform/http.ts'
import type { Desk } from '../sitting.ts'
import { answerTask } from './answer.ts'
import type { Move } from './claims.ts'
import { type Asking, moveTask, nextTask, showTask, showTasks } from './queue.ts'

const askingOf = (request: FastifyRequest): Asking => ({
  accountId: request.caller.accountId,
  onBehalfOf: request.caller.onBehalfOf,
  scopes: request.caller.scopes,
  circumstances: circumstancesOf(request),
})

function showingRoutes(http: Http, desk: Desk) {
  http.get(
    '/v1/tasks',
    {
      schema: {
        operationId: 'tasks.list',
        problems: ['cursor.invalid'],
        tags: ['Review'],
        summary: 'What people are asked to do, by class, field, skill, age or amount',
        querystring: TaskQuery,
        response: { 200: TaskList },
      },
      config: { needs: 'documents:read' },
    },
    (request) => showTasks(desk, askingOf(request), request.query),
  )
  http.get(
    '/v1/tasks/:id',
    {
      schema: {
        operationId: 'tasks.get',
        problems: ['task.not_found'],
        tags: ['Review'],
        summary: 'Fetch a task',
        params: TaskParams,
        response: { 200: ReviewTask },
      },
      config: { needs: 'documents:read' },
    },
    (request) => showTask(desk, askingOf(request), request.params.id),
  )
}

const moves: Record<Move, { summary: string; description: string }> = {
  claim: {
    summary: 'Claim a task for a while',
    description:
      'Nobody else can answer it until `claimedUntil`; then it is free again. Claiming again prolongs.',
  },
  release: { summary: 'Let a claimed task go', description: 'It is free for everybody at once.' },
  skip: {
    summary: 'Leave a task to others',
    description: 'It is free for others at once, and is not given to you as the next task again.',
  },
}

function movingRoutes(http: Http, desk: Desk) {
  for (const move of ['claim', 'release', 'skip'] as const)
    http.post(
      `/v1/tasks/:id/${move}`,
      {
        schema: {
          ...moves[move],
          operationId: `tasks.${move}`,
          problems: [
            'key.scope_missing',
            'task.not_found',
            'task.claimed',
            'task.closed',
            'task.same_person',
            'task.skill_missing',
            'document.erased',
            'document.not_found',
          ],
          tags: ['Review'],
          params: TaskParams,
          response: { 200: ReviewTask },
        },
        config: { needs: 'any' },
      },
      (request) => moveTask(desk, askingOf(request), { id: request.params.id, move }),
    )
  http.post(
    '/v1/tasks/next',
    {
      schema: {
        operationId: 'tasks.next',
        problems: ['key.scope_missing', 'document.not_found', 'document.erased'],
        tags: ['Review'],
        summary: 'Claim the next free task that you may do',
        description:
          'Leaves out what you skipped, what others are at, second looks at what you looked at, and approvals of what you corrected. A task that you have claimed already comes first, so that asking twice takes one.',
        body: NextTask,
        response: { 200: Type.Object({ task: Type.Union([ReviewTask, Type.Null()]) }) },
      },
      config: { needs: 'any' },
    },
    async (request) => ({ task: await nextTask(desk, askingOf(request), request.body) }),
  )
}

const answerProblems = [
  'artifact.expired',
  'document.not_found',
  'document.erased',
  'document.invalid_transition',
  'task.not_found',
  'task.claimed',
  'task.closed',
  'task.same_person',
  'task.skill_missing',
  'task.decision_unfit',
  'field.unknown',
  'field.invalid',
] as const

function answeringRoutes(http: Http, desk: Desk) {
  http.post(
    '/v1/tasks/:id/decision',
    {
      schema: {
        operationId: 'tasks.decide',
        problems: [...answerProblems, 'review.unresolved'],
        tags: ['Review'],
        summary: 'Confirm, correct or remove a value, or reject the document',
        description:
          'The document goes on by itself once nothing is left to do. What a correction brings up is a task again. The same answer twice is one.',
        params: TaskParams,
        body: TaskAnswer,
        response: { 200: ReviewTask },
      },
      config: { needs: 'review:write' },
    },
    (request) => {
      const { body: answer, params } = request
      return answerTask(desk, { ...whoOf(request), taskId: params.id, answer, about: 'reading' })
    },
  )
  http.post(
    '/v1/tasks/:id/approval',
    {
      schema: {
        operationId: 'tasks.approve',
        problems: [...answerProblems, 'review.packet_incomplete'],
        tags: ['Review'],
        summary: 'Approve a validated document, or reject it',
        description:
          'Not by who corrected it, and each approval by another person. The last of a level asks the next level.',
        params: TaskParams,
        body: TaskAnswer,
        response: { 200: ReviewTask },
      },
      config: { needs: 'approvals:write' },
    },
    (request) => {
      const { body: answer, params } = request
      return answerTask(desk, { ...whoOf(request), taskId: params.id, answer, about: 'approval' })
    },
  )
}

function whoOf(request: FastifyRequest) {
  const { scopes: _, ...who } = askingOf(request)
  return who
}

export function taskRoutes(http: Http, desk: Desk): void {
  showingRoutes(http, desk)
  movingRoutes(http, desk)
  answeringRoutes(http, desk)
}
