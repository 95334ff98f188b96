import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { SessionLogsRepository } from '../persistence/session-logs.repository.js';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { EndSession } from './end-session.js';
import { runFailure } from './session.js';
import { SessionSettings } from './session-settings.js';

const words = {
  'not-taken': 'No connection of the plugin took the run.',
  'too-long': 'The run took too long and was given up.',
  silent: 'The plugin took the run and was not heard of any more.',
  gone: 'The connection of the plugin that took the run is gone.',
};

/** A plugin may never answer (spec 6.3): its runs are ended here. */
@Injectable()
export class EndOverdue {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsRepository,
    private readonly logs: SessionLogsRepository,
    private readonly end: EndSession,
    private readonly settings: SessionSettings,
  ) {}

  /** How many were ended. */
  async execute(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const overdue = await this.sessions.overdue(tx, this.settings.limits);
      for (const session of overdue) {
        if (session.why === 'no-export') await this.end.completed(tx, session);
        else {
          const said = await this.logs.lastError(session.id);
          const message = said ? `${words[session.why]} Its last error: ${said}` : words[session.why];
          await this.end.failed(tx, session, runFailure(`plugin-${session.why}`, message), 'failed');
        }
      }
      return overdue.length;
    });
  }
}
