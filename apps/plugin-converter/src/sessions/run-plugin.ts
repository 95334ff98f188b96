import { mayExport, maySee, type AnnotationStore, type Caller } from '@hub/annotation-store';
import { newId } from '@hub/annotations';
import { conflict, Failure, forbidden, notFound } from '@hub/failures';
import { Transactions } from '@hub/outbox';
import { Inject, Injectable } from '@nestjs/common';
import { ANNOTATION_STORE } from '../persistence/accounts.module.js';
import { PluginsRepository } from '../persistence/plugins.repository.js';
import { SessionsRepository } from '../persistence/sessions.repository.js';
import { PluginRegistry } from '../registry/plugin-registry.js';
import { DispatchRuns } from './dispatch-runs.js';
import { EndSession } from './end-session.js';
import { isOver, runFailure, type Session } from './session.js';

export interface RunWish {
  readonly pluginId: string;
  readonly stages: readonly string[];
  readonly batches: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly sendEmail: boolean;
}

/** Runs of plugins, as people start and steer them: whoever may export a project. */
@Injectable()
export class RunPlugin {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly plugins: PluginsRepository,
    private readonly sessions: SessionsRepository,
    private readonly transactions: Transactions,
    private readonly dispatch: DispatchRuns,
    private readonly end: EndSession,
    @Inject(ANNOTATION_STORE) private readonly store: AnnotationStore,
  ) {}

  /** Throws Failure: `not-found`, `forbidden`, `conflict` while the plugin is not connected. */
  async start(caller: Caller, projectId: string, wish: RunWish): Promise<Session> {
    await this.assertExporter(caller, projectId);
    const plugin = await this.registry.runnable(caller, wish.pluginId);
    if (!(await this.plugins.isLive(plugin.id)))
      throw conflict(`The plugin '${plugin.name}' is not connected: start it, then run it again.`, {
        field: 'pluginId',
        value: plugin.id,
      });
    const id = newId();
    const { pluginId, stages, batches, config, sendEmail } = wish;
    const session = {
      ...{ id, pluginId, pluginName: plugin.name, organizationId: caller.organizationId, projectId },
      ...{ runById: caller.userId, runByEmail: caller.email, stages, batches, config, sendEmail },
    };
    await this.transactions.run((tx) => this.sessions.add(tx.manager, session));
    this.dispatch.wake();
    return this.show(caller, id);
  }

  /** Throws Failure `not-found` for what is not there, or none of the caller's business. */
  async show(caller: Caller, id: string): Promise<Session> {
    const session = id.length > 100 ? null : await this.sessions.find(id);
    if (!session || session.organizationId !== caller.organizationId || !mayExport(caller, session.projectId))
      throw notFound('There is no such run of a plugin.', { field: 'id', value: id });
    return session;
  }

  async ofProject(caller: Caller, projectId: string): Promise<Session[]> {
    await this.assertExporter(caller, projectId);
    return this.sessions.ofProject(projectId, 200);
  }

  /** Throws Failure `conflict` when it is over. */
  async cancel(caller: Caller, id: string): Promise<Session> {
    await this.show(caller, id);
    const failure = runFailure('cancelled', `The run of the plugin was cancelled by ${caller.email}.`, 'user');
    if (!(await this.end.fail(id, failure, 'cancelled'))) throw conflict('This run is over already.');
    return this.show(caller, id);
  }

  /** The same run again, with an export of its own. Throws Failure `conflict` while it runs. */
  async retry(caller: Caller, id: string): Promise<Session> {
    const session = await this.show(caller, id);
    if (!isOver(session)) throw conflict('This run is not over yet: cancel it first.');
    return this.start(caller, session.projectId, session);
  }

  private async assertExporter(caller: Caller, projectId: string): Promise<void> {
    const project = await this.project(projectId);
    if (project?.organizationId !== caller.organizationId || !maySee(caller, projectId))
      throw notFound('There is no such project.', { field: 'projectId', value: projectId });
    if (!mayExport(caller, projectId) || caller.pluginSession)
      throw forbidden('Only organization admins and project managers may export.');
  }

  /** Ids are opaque; a NUL would be refused by the database. */
  private async project(id: string): Promise<{ readonly organizationId: string } | null> {
    if (id.length > 200 || id.includes('\0')) return null;
    return this.store.projects.get(id).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'not-found') return null;
      throw error;
    });
  }
}
