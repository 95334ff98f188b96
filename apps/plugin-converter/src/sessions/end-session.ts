import { Staging, type ArchiveDescriptor } from '@hub/archive';
import type { AnnotationStore } from '@hub/annotation-store';
import type { StepFailure } from '@hub/event-contracts';
import type { ObjectStorage } from '@hub/object-storage';
import { Transactions, type Tx } from '@hub/outbox';
import { Inject, Injectable } from '@nestjs/common';
import { ANNOTATION_STORE } from '../persistence/accounts.module.js';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { STAGING_BUCKET } from '../plugin-converter.tokens.js';
import { isOver, type Original, type PluginResult, type Session } from './session.js';
import { tellConverted, tellEnded, tellStepFailed } from './session-events.js';

/** Brings runs to their end, each once: the first end that is said counts. */
@Injectable()
export class EndSession {
  private readonly staging: Staging;

  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsRepository,
    @Inject(STAGING_BUCKET) bucket: ObjectStorage,
    @Inject(ANNOTATION_STORE) private readonly store: AnnotationStore,
  ) {
    this.staging = new Staging(bucket, 'convert');
  }

  /** False when it was over already. */
  async fail(sessionId: string, failure: StepFailure, state: 'failed' | 'cancelled' = 'failed'): Promise<boolean> {
    return this.transactions.run(async (tx) => {
      const session = await this.sessions.lock(tx, sessionId);
      if (!session || isOver(session)) return false;
      await this.failed(tx, session, failure, state);
      return true;
    });
  }

  /** In a transaction that holds the session. Before the original is delivered the export is not told: it is to keep that. */
  async failed(tx: Tx, session: Session, failure: StepFailure, state: 'failed' | 'cancelled'): Promise<void> {
    await this.sessions.change(tx, session.id, { state, failure, ended: true });
    await this.closeKey(tx, session.id);
    if (session.original) await tellStepFailed(tx, session.original, failure);
    await tellEnded(tx, session, state, failure);
  }

  /** The plugin has given its file: it is handed on as soon as the original is at its destination. */
  async succeed(sessionId: string, response: string, result: PluginResult): Promise<void> {
    await this.transactions.run(async (tx) => {
      const session = await this.sessions.lock(tx, sessionId);
      if (!session || session.state !== 'running') return;
      await this.sessions.change(tx, sessionId, { state: 'completing', response, result });
      await this.closeKey(tx, sessionId);
      if (session.original) await this.handOn(tx, session, session.original, result);
    });
  }

  /** In a transaction that holds the session. */
  async handOn(tx: Tx, session: Session, original: Original, result: PluginResult): Promise<void> {
    const descriptor: ArchiveDescriptor = { version: 1, members: [], content: null, opaque: result.blob };
    const body = Buffer.from(JSON.stringify(descriptor));
    const key = await this.staging.putObject(original.exportId, 'plugin-descriptor', body);
    await this.sessions.change(tx, session.id, { state: 'completed', ended: true });
    await tellConverted(tx, original, result, { key, bytes: body.length });
    await tellEnded(tx, session, 'completed');
  }

  /** It never asked for an export: what it answered is all there is. */
  async completed(tx: Tx, session: Session): Promise<void> {
    await this.sessions.change(tx, session.id, { state: 'completed', ended: true });
    await tellEnded(tx, session, 'completed');
  }

  /** The key ends with the run. */
  private closeKey({ manager }: Tx, sessionId: string): Promise<void> {
    return this.store.accounts.within(manager).closePluginSession(sessionId);
  }
}
