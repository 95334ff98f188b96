import { Injectable } from '@nestjs/common';
import type { Answer, Caller } from '@hub/annotation-store';
import { notFound } from '@hub/failures';
import { AnswersRepository } from '../persistence/answers.repository.js';
import { StageHistoryRepository, type HistoryRow } from '../persistence/stage-history.repository.js';
import { TaskAccess } from './task-access.js';

/** The stages a task has passed, and what it said when it left one of them. */
@Injectable()
export class TaskHistory {
  constructor(
    private readonly access: TaskAccess,
    private readonly history: StageHistoryRepository,
    private readonly answers: AnswersRepository,
  ) {}

  /** Oldest first, without answers. */
  async ofTask(caller: Caller, taskId: string): Promise<HistoryRow[]> {
    await this.access.task(caller, taskId, 'Labeler');
    return this.history.ofTask(taskId);
  }

  /** One entry with its answer. Throws Failure `not-found`. */
  async entry(caller: Caller, entryId: string): Promise<HistoryRow & { answer: Answer }> {
    const entry = await this.history.find(entryId);
    if (!entry) throw notFound('There is no such history entry.', { field: 'taskHistory', value: entryId });
    await this.access.task(caller, entry.taskId, 'Labeler');
    return { ...entry, answer: await this.answers.answer(entry.contentId) };
  }
}
