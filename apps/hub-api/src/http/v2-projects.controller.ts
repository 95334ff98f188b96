import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@hub/annotation-store';
import { badRequest } from '@hub/failures';
import { Action, CurrentCaller, SuccessEnvelope } from '@hub/service-defaults';
import { ChangeProject } from '../projects/change-project.js';
import { CreateProject } from '../projects/create-project.js';
import { DeleteProject } from '../projects/delete-project.js';
import { ListProjects } from '../projects/list-projects.js';
import { SaveBatches } from '../projects/save-batches.js';
import { ShowProject } from '../projects/show-project.js';
import { rawSchemaOf, settingsOf } from './project-change.js';
import { presentBatch, presentListed, presentProject } from './project.presenter.js';
import { ChangeProjectBody, CreateProjectBody, PagingQuery, SaveBatchesBody } from './projects.requests.js';

@ApiTags('Projects (v2)')
@ApiSecurity('apikey')
@SuccessEnvelope()
@Controller('v2')
export class V2ProjectsController {
  constructor(
    private readonly list: ListProjects,
    private readonly show: ShowProject,
    private readonly create: CreateProject,
    private readonly change: ChangeProject,
    private readonly remove: DeleteProject,
    private readonly saveBatches: SaveBatches,
  ) {}

  @ApiOperation({ summary: 'The projects you can see, newest first' })
  @Get('listProjects')
  async listProjects(@CurrentCaller() caller: Caller, @Query() paging: PagingQuery): Promise<unknown> {
    const { projects, total } = await this.list.execute(caller, paging);
    return { projects: projects.map(presentListed), total };
  }

  @ApiOperation({ summary: 'Create a project (organization owners and admins)' })
  @Post('project')
  async createProject(@CurrentCaller() caller: Caller, @Body() body: CreateProjectBody): Promise<unknown> {
    const id = await this.create.execute(caller, {
      name: body.name,
      description: body.description ?? '',
      type: body.type ?? 'ango',
    });
    return this.getProject(caller, id);
  }

  @ApiOperation({ summary: 'A project with its ontology, workflow, batches and members' })
  @Get('project/:id')
  async getProject(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    return { project: presentProject(await this.show.execute(caller, id)) };
  }

  @ApiOperation({ summary: 'Change ontology, workflow or settings (Managers)' })
  @Action('project/:id')
  async changeProject(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: ChangeProjectBody,
  ): Promise<unknown> {
    const { name, description, stages } = body;
    const categorySchema = body.categorySchema ?? rawSchemaOf(body);
    await this.change.execute(caller, id, { name, description, stages, categorySchema, settings: settingsOf(body) });
    return this.getProject(caller, id);
  }

  @ApiOperation({ summary: 'Delete a project (Managers)' })
  @Delete('project/:id')
  async deleteProject(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    await this.remove.execute(caller, id);
    return { project: { _id: id, deleted: true } };
  }

  @ApiOperation({ summary: 'Save the whole list of batches, or add one by name (Leads)' })
  @Action('batches/:projectId')
  async batches(
    @CurrentCaller() caller: Caller,
    @Param('projectId') projectId: string,
    @Body() body: SaveBatchesBody,
  ): Promise<unknown> {
    if (body.name !== undefined) {
      const [batch] = await this.saveBatches.execute(caller, projectId, [{ name: body.name }]);
      // the public contract answers the new batch under the name "project"
      if (!batch) throw badRequest('No batch was named.');
      return { project: presentBatch(batch) };
    }
    const wishes = (body.batches ?? []).map(({ _id, name }) => ({ id: _id, name }));
    const saved = await this.saveBatches.execute(caller, projectId, wishes);
    return { batches: saved.map(presentBatch) };
  }
}
