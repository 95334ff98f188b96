import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { ListProjects } from '../projects/list-projects.js';
import { ShowProject } from '../projects/show-project.js';
import { PagingQuery } from './projects.requests.js';

/** Projects for our own web app and scripts: what one needs to choose an export. */
@ApiTags('Projects')
@ApiSecurity('apikey')
@Controller('api/projects')
export class ProjectsController {
  constructor(
    private readonly list: ListProjects,
    private readonly show: ShowProject,
  ) {}

  @ApiOperation({ summary: 'The projects you can see, with your role and the number of tasks' })
  @Get()
  async listProjects(@CurrentCaller() caller: Caller, @Query() paging: PagingQuery): Promise<unknown> {
    const { projects, total } = await this.list.execute(caller, paging);
    return {
      total,
      projects: projects.map(({ project, role, mayExport, tasks }) => ({
        id: project.id,
        name: project.name,
        description: project.description,
        createdAt: project.createdAt,
        role,
        mayExport,
        tasks,
      })),
    };
  }

  @ApiOperation({ summary: 'A project with its stages (and tasks in each), batches and members' })
  @Get(':id')
  async getProject(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<unknown> {
    const { project, role, mayExport, batches, members, tasksPerStage } = await this.show.execute(caller, id);
    return {
      id: project.id,
      name: project.name,
      description: project.description,
      createdAt: project.createdAt,
      role,
      mayExport,
      stages: project.stages.map((stage) => ({
        id: stage.id,
        name: stage.name,
        type: stage.type,
        tasks: tasksPerStage[stage.id] ?? 0,
      })),
      batches,
      members: members.map(({ userId, email, name, role: memberRole }) => ({
        id: userId,
        email,
        name,
        role: memberRole,
      })),
    };
  }
}
