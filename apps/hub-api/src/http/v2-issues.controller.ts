import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@hub/annotation-store';
import { Action, CurrentCaller, SuccessEnvelope } from '@hub/service-defaults';
import { ChangeIssue } from '../issues/change-issue.js';
import { ListIssues } from '../issues/list-issues.js';
import { RaiseIssue } from '../issues/raise-issue.js';
import { ChangeIssueBody, CommentBody, DeleteIssueQuery, ListIssuesQuery, RaiseIssueBody } from './issues.requests.js';

@ApiTags('Issues (v2)')
@ApiSecurity('apikey')
@SuccessEnvelope()
@Controller('v2/issues')
export class V2IssuesController {
  constructor(
    private readonly list: ListIssues,
    private readonly raise: RaiseIssue,
    private readonly change: ChangeIssue,
  ) {}

  @ApiOperation({ summary: 'Issues of a project, oldest first' })
  @Get()
  listIssues(@CurrentCaller() caller: Caller, @Query() query: ListIssuesQuery): Promise<unknown> {
    const { project, asset, labelTask, stage, createdBy } = query;
    return this.list.execute(caller, project, { asset, labelTask, stage, createdBy }, query);
  }

  @ApiOperation({ summary: 'Raise an issue on a task' })
  @Post()
  async raiseIssue(@CurrentCaller() caller: Caller, @Body() { labelTask, ...wish }: RaiseIssueBody): Promise<unknown> {
    return { issue: await this.raise.execute(caller, labelTask, wish) };
  }

  @ApiOperation({ summary: 'Change an issue (your own; Leads any)' })
  @Action(':id')
  async changeIssue(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: ChangeIssueBody,
  ): Promise<unknown> {
    return { issue: await this.change.update(caller, id, body) };
  }

  @ApiOperation({ summary: 'Comment an issue' })
  @Action(':id/comment')
  async commentIssue(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: CommentBody,
  ): Promise<unknown> {
    return { issue: await this.change.comment(caller, id, body) };
  }

  @ApiOperation({ summary: 'Delete an issue (your own; Leads any)' })
  @Delete(':id')
  async deleteIssue(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: DeleteIssueQuery,
  ): Promise<unknown> {
    await this.change.delete(caller, id, query.project);
    return { issue: { _id: id, deleted: true } };
  }
}
