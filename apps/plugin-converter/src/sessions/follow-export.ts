import type { ArtifactDelivered, Envelope, EventOf, ExportRequested, StepFailure } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { EndSession } from './end-session.js';
import { isOver, originalSchema, runFailure } from './session.js';
import { tellStepFailed } from './session-events.js';

/** Brings runs together with the exports that their plugins asked for. */
@Injectable()
export class FollowExport {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsRepository,
    private readonly end: EndSession,
  ) {}

  async requested(event: EventOf<typeof ExportRequested>): Promise<void> {
    const { plugin, exportId, attempt } = event.data;
    if (!plugin) return;
    await this.transactions.once('plugin-export', event, async (tx) => {
      const session = await this.sessions.lock(tx, plugin.sessionId);
      if (session) await this.sessions.change(tx, session.id, { exportId, attempt });
    });
  }

  /** The original is at its destination: from here on it is kept, however the run ends. */
  async delivered(event: EventOf<typeof ArtifactDelivered>): Promise<void> {
    const { plugin, artifact, exportId, attempt } = event.data;
    if (!plugin || artifact.kind !== 'original') return;
    await this.transactions.once('plugin-original', event, async (tx) => {
      const original = originalSchema.parse(event.data);
      const session = await this.sessions.lock(tx, plugin.sessionId);
      if (!session) {
        const gone = runFailure('plugin-gone', 'Nobody knows this run of a plugin any more.', 'hub');
        return tellStepFailed(tx, original, gone);
      }
      await this.sessions.change(tx, session.id, { exportId, attempt, original });
      const known = { ...session, exportId, attempt, original };
      if (session.failure) await tellStepFailed(tx, original, session.failure);
      else if (session.result && session.state === 'completing')
        await this.end.handOn(tx, known, original, session.result);
    });
  }

  /** Its export is over before it is: nobody waits for the file any more. */
  async over(
    event: Envelope & { readonly data: { readonly exportId: string } },
    failure: StepFailure,
    state: 'failed' | 'cancelled',
  ): Promise<void> {
    await this.transactions.once('plugin-export-over', event, async (tx) => {
      const session = await this.sessions.lockOf(tx, event.data.exportId);
      // the export needs not be told: it said it
      if (session && !isOver(session)) await this.end.failed(tx, { ...session, original: null }, failure, state);
    });
  }
}
