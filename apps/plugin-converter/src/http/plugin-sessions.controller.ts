import type { Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { SessionLogsRepository } from '../persistence/session-logs.repository.js';
import { PluginRegistry } from '../registry/plugin-registry.js';
import { RunPlugin } from '../sessions/run-plugin.js';
import { RunWishDto } from './plugins.dto.js';
import { lineView, sessionView } from './plugin-views.js';

/** Runs of plugins in projects. */
@ApiTags('plugins')
@ApiSecurity('apikey')
@Controller('api')
export class PluginSessionsController {
  constructor(
    private readonly runs: RunPlugin,
    private readonly registry: PluginRegistry,
    private readonly logs: SessionLogsRepository,
  ) {}

  @Post('projects/:projectId/plugin-runs')
  @HttpCode(202)
  @ApiOperation({ summary: 'Run a plugin (whoever may export); 409 while it is not connected' })
  async run(
    @CurrentCaller() caller: Caller,
    @Param('projectId') projectId: string,
    @Body() { config, ...wish }: RunWishDto,
  ): Promise<object> {
    const given = config ?? (await this.registry.runnable(caller, wish.pluginId)).defaultConfig;
    return sessionView(await this.runs.start(caller, projectId, { ...wish, config: given }));
  }

  @Get('projects/:projectId/plugin-runs')
  @ApiOperation({ summary: 'The latest 200 runs in a project' })
  async list(@CurrentCaller() caller: Caller, @Param('projectId') projectId: string): Promise<object> {
    return { sessions: (await this.runs.ofProject(caller, projectId)).map(sessionView) };
  }

  @Get('plugin-sessions/:id')
  @ApiOperation({ summary: 'One run, with what the plugin logged so far' })
  async show(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<object> {
    const session = await this.runs.show(caller, id);
    return { ...sessionView(session), logs: (await this.logs.of(id)).map(lineView) };
  }

  @Post('plugin-sessions/:id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop waiting for it; an original that is delivered stays' })
  async cancel(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<object> {
    return sessionView(await this.runs.cancel(caller, id));
  }

  @Post('plugin-sessions/:id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'The same run again, with an export of its own' })
  async retry(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<object> {
    return sessionView(await this.runs.retry(caller, id));
  }
}
