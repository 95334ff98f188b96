import type { Caller } from '@hub/annotation-store';
import { badRequest, forbidden } from '@hub/failures';
import { CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { SessionLogsRepository } from '../persistence/session-logs.repository.js';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { logSchema, responseSchema } from '../sessions/plugin-messages.js';
import { isOver } from '../sessions/session.js';
import { TakeResponse } from '../sessions/take-response.js';

/** The reference has other names than the client (spec 6.4). */
const referenceResponse = z.looseObject({ pluginId: z.string(), response: z.unknown(), status: z.string().optional() });
const referenceLog = z.looseObject({ level: z.string(), message: z.unknown(), metadata: z.unknown().optional() });

/** What plugins that are servers call, with the key of their run. */
@ApiTags('plugins')
@ApiSecurity('apikey')
@Controller('v2')
export class V2PluginsController {
  constructor(
    private readonly response: TakeResponse,
    private readonly sessions: SessionsRepository,
    private readonly logs: SessionLogsRepository,
  ) {}

  @Post('pluginResponse')
  @HttpCode(200)
  @ApiOperation({ summary: 'The end of a run: {export, response, session}, or {error, session}' })
  async respond(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<object> {
    const { id, pluginId } = runOf(caller, body);
    const reference = referenceResponse.safeParse(body);
    const failed = reference.success && /^(error|fail)/i.test(reference.data.status ?? '');
    const message = responseSchema.parse({ ...(body as object), session: id, ...(failed && { error: true }) });
    await this.response.execute([pluginId], message);
    return { status: 'success', data: { response: { received: true } } };
  }

  @Post('pluginLog')
  @HttpCode(200)
  @ApiOperation({ summary: 'A line of a run: {level, msg, session}' })
  async log(@CurrentCaller() caller: Caller, @Body() body: unknown): Promise<object> {
    const { id } = runOf(caller, body);
    const reference = referenceLog.safeParse(body);
    const msg = reference.success ? { msg: reference.data.message } : {};
    const { line } = logSchema.parse({ ...(body as object), ...msg, session: id });
    const session = await this.sessions.find(id);
    if (session && !isOver(session)) await this.logs.add(id, line);
    return { status: 'success', data: { response: { logged: true } } };
  }
}

/** The run that the key was given for; a body that names another one is refused. */
function runOf({ pluginSession }: Caller, body: unknown): { id: string; pluginId: string } {
  if (!pluginSession) throw forbidden('Only a plugin may say this, with the key of its run.');
  const said = z.looseObject({ session: z.string().optional() }).safeParse(body);
  if (!said.success) throw badRequest('The body is no object.', { field: 'body' });
  if (said.data.session && said.data.session !== pluginSession.id)
    throw forbidden('The key was given for another run.');
  return pluginSession;
}
