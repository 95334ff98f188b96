import { Body, Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@hub/annotation-store';
import { Action, CurrentCaller, SuccessEnvelope } from '@hub/service-defaults';
import { AssignTasks } from '../tasks/assign-tasks.js';
import { ListTasks } from '../tasks/list-tasks.js';
import { PrioritiseTasks } from '../tasks/prioritise-tasks.js';
import { RequeueTasks } from '../tasks/requeue-tasks.js';
import { ReviewTask } from '../tasks/review-task.js';
import { ShowTask } from '../tasks/show-task.js';
import { TaskHistory } from '../tasks/task-history.js';
import { presentHistory, presentTask, selectFields } from './task.presenter.js';
import { conditionsOf, fieldsOf } from './task-query.js';
import { AssignTasksBody, ListTasksQuery, PriorityBody, RequeueBody, ReviewBody } from './tasks.requests.js';

@ApiTags('Tasks (v2)')
@ApiSecurity('apikey')
@SuccessEnvelope()
@Controller('v2')
export class V2TasksController {
  constructor(
    private readonly list: ListTasks,
    private readonly show: ShowTask,
    private readonly history: TaskHistory,
    private readonly assign: AssignTasks,
    private readonly review: ReviewTask,
    private readonly requeue: RequeueTasks,
    private readonly prioritise: PrioritiseTasks,
  ) {}

  @ApiOperation({ summary: 'Tasks of a project: filtered, sorted, in pages of up to 1,000' })
  @Get('project/:id/tasks')
  async listTasks(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: ListTasksQuery,
  ): Promise<unknown> {
    const { page, limit, sort, includeAnswer } = query;
    const { project, tasks, total } = await this.list.execute(caller, id, {
      page,
      limit,
      sort,
      includeAnswer,
      conditions: conditionsOf(query),
    });
    const fields = fieldsOf(query.fields);
    const presented = tasks.map(({ task, answer }) => presentTask(task, project, answer));
    return { tasks: fields ? presented.map((task) => selectFields(task, fields)) : presented, total };
  }

  @ApiOperation({ summary: 'A task with its answer' })
  @Get('task/:id')
  async getTask(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    const { task, project, answer } = await this.show.execute(caller, id);
    return { task: presentTask(task, project, answer) };
  }

  @ApiOperation({ summary: 'The stages a task has passed' })
  @Get('task/:id/history')
  async getHistory(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    return { taskHistory: (await this.history.ofTask(caller, id)).map(presentHistory) };
  }

  @ApiOperation({ summary: 'What a task said when it left a stage' })
  @Get('taskHistory/:id')
  async getEntry(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    const entry = await this.history.entry(caller, id);
    return { taskHistory: { ...presentHistory(entry), answer: entry.answer } };
  }

  @ApiOperation({ summary: 'Give tasks to a person (Leads)' })
  @Action('task/assign')
  async assignTasks(@CurrentCaller() caller: Caller, @Body() body: AssignTasksBody): Promise<unknown> {
    const { project, tasks, user, stage } = body;
    return { modified: await this.assign.execute(caller, project, { tasks, user, stage: stage ?? undefined }) };
  }

  @ApiOperation({ summary: 'Decide on a task in a Review stage (Reviewers)' })
  @Action('review/:taskId')
  async reviewTask(
    @CurrentCaller() caller: Caller,
    @Param('taskId') taskId: string,
    @Body() body: ReviewBody,
  ): Promise<unknown> {
    const stage = await this.review.execute(caller, taskId, body.reviewStatus);
    return { task: { _id: taskId, reviewStatus: body.reviewStatus, stage } };
  }

  @ApiOperation({ summary: 'Move tasks to another stage without a history entry (Leads)' })
  @Action('project/:id/requeueTasks')
  async requeueTasks(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: RequeueBody,
  ): Promise<unknown> {
    return { modifiedCount: await this.requeue.execute(caller, id, body) };
  }

  @ApiOperation({ summary: 'Set the priority of tasks (Leads)' })
  @Action('project/:id/updatePriority')
  async updatePriority(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: PriorityBody,
  ): Promise<unknown> {
    return { modifiedCount: await this.prioritise.execute(caller, id, body.filters, body.priority) };
  }
}
