import { Injectable } from '@nestjs/common';
import type { Answer, Caller } from '@hub/annotation-store';
import { badRequest } from '@hub/failures';
import { AnswersRepository } from '../persistence/answers.repository.js';
import { sortFields } from '../persistence/task-filter.sql.js';
import { TasksRepository, type TaskRow } from '../persistence/tasks.repository.js';
import { ProjectAccess } from '../projects/project-access.js';
import type { Project } from '../projects/project.js';
import { findStage } from '../projects/workflow.js';
import type { Condition } from './task-filter.js';

export interface TaskListQuery {
  readonly conditions: readonly Condition[];
  /** `-createdAt,priority`: a minus means descending. */
  readonly sort: string;
  readonly page: number;
  readonly limit: number;
  readonly includeAnswer: boolean;
}

export interface ListedTask {
  readonly task: TaskRow;
  readonly answer?: Answer;
}

@Injectable()
export class ListTasks {
  constructor(
    private readonly access: ProjectAccess,
    private readonly tasks: TasksRepository,
    private readonly answers: AnswersRepository,
  ) {}

  async execute(
    caller: Caller,
    projectId: string,
    query: TaskListQuery,
  ): Promise<{ project: Project; tasks: ListedTask[]; total: number }> {
    const project = await this.access.project(caller, projectId, 'Labeler');
    const { tasks, total } = await this.tasks.list(projectId, {
      conditions: query.conditions.map((condition) => withStageIds(condition, project)),
      sort: parseSort(query.sort),
      offset: (query.page - 1) * query.limit,
      limit: query.limit,
    });
    if (!query.includeAnswer) return { project, total, tasks: tasks.map((task) => ({ task })) };
    const answers = await this.answers.answers(tasks.map((task) => task.contentId));
    return { project, total, tasks: tasks.map((task) => ({ task, answer: answers.get(task.contentId) })) };
  }
}

/** Stages may be named by id or name; the store knows ids. */
function withStageIds(condition: Condition, project: Project): Condition {
  if (condition.field !== 'stage' || condition.operator === '$regex' || condition.operator === '$exists')
    return condition;
  const toId = (value: unknown): unknown =>
    typeof value === 'string' ? (findStage(project.stages, value)?.id ?? value) : value;
  const { value } = condition;
  return { ...condition, value: Array.isArray(value) ? value.map(toId) : toId(value) };
}

function parseSort(sort: string): { field: string; descending: boolean }[] {
  const terms = sort.split(',').map((term) => term.trim());
  return terms.filter(Boolean).map((term) => {
    const descending = term.startsWith('-');
    const field = term.replace(/^[-+]/, '');
    if (sortFields.includes(field)) return { field, descending };
    throw badRequest(`Tasks cannot be sorted by ${field}.`, {
      field: 'sort',
      value: sort,
      expected: sortFields.join(', '),
    });
  });
}
