import { Global, Module, type DynamicModule, type InjectionToken, type Provider } from '@nestjs/common';
import { Accounts, openAnnotationStore, Projects, type AnnotationStore } from '@hub/annotation-store';
import { CALLER_RESOLVER } from '@hub/service-defaults';
import { AccountsRepository } from './accounts.repository.js';
import { HubDatabase } from './hub-database.js';
import { ProjectsRepository } from './projects.repository.js';
import { TASK_WRITER } from './store.tokens.js';

const STORE = Symbol('AnnotationStore');

const fromStore = <T>(provide: InjectionToken<T>, pick: (store: AnnotationStore) => T): Provider => ({
  provide,
  useFactory: pick,
  inject: [STORE],
});

/** The annotation store and what reads and writes it, for every module of the service. */
@Global()
@Module({})
export class StoreModule {
  static forRoot(databaseUrl: string): DynamicModule {
    const open = { provide: STORE, useFactory: () => openAnnotationStore(databaseUrl, { applicationName: 'hub-api' }) };
    const providers: Provider[] = [
      fromStore(HubDatabase, (store) => new HubDatabase(store.dataSource)),
      fromStore(Accounts, (store) => store.accounts),
      fromStore(Projects, (store) => store.projects),
      fromStore(TASK_WRITER, (store) => store.writer),
      fromStore(CALLER_RESOLVER, (store) => store.callers),
      AccountsRepository,
      ProjectsRepository,
    ];
    const exported = [
      HubDatabase,
      Accounts,
      Projects,
      TASK_WRITER,
      CALLER_RESOLVER,
      AccountsRepository,
      ProjectsRepository,
    ];
    return { module: StoreModule, providers: [open, ...providers], exports: exported };
  }
}
