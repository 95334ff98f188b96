import { Injectable, Logger } from '@nestjs/common';
import { SessionLogsRepository } from '../persistence/session-logs.repository.js';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { StorageRouterClient } from '../clients/storage-router.client.js';
import { EndSession } from './end-session.js';
import type { PluginResponse } from './plugin-messages.js';
import { isOver, runFailure } from './session.js';

/** What a plugin says at the end of a run. */
@Injectable()
export class TakeResponse {
  private readonly logger = new Logger('plugin-sessions');

  constructor(
    private readonly sessions: SessionsRepository,
    private readonly logs: SessionLogsRepository,
    private readonly storage: StorageRouterClient,
    private readonly end: EndSession,
  ) {}

  /** `pluginIds`: those that whoever says it is. A response for a run of others, or for one that is over, changes nothing. */
  async execute(pluginIds: readonly string[], { session: id, response, error }: PluginResponse): Promise<void> {
    const session = await this.sessions.find(id);
    if (!session || !pluginIds.includes(session.pluginId)) {
      this.logger.warn(`a response for a session that is not the plugin's: ${id}`);
      return;
    }
    if (isOver(session) || session.state === 'completing') return;
    if (error) {
      const words = (await this.logs.lastError(id)) ?? 'The plugin said that it failed, and nothing more.';
      await this.end.fail(id, runFailure('plugin-failed', words));
      return;
    }
    if (typeof response !== 'string') {
      await this.end.fail(id, runFailure('no-result', 'The plugin answered without the address of a file.'));
      return;
    }
    const { organizationId, projectId } = session;
    const claim = await this.storage.pluginResult({ url: response, organizationId, projectId, sessionId: id });
    if ('refused' in claim) await this.end.fail(id, runFailure(claim.refused.code, claim.refused.message));
    else await this.end.succeed(id, response.slice(0, 4000), claim.result);
  }
}
