import { Global, Module, type DynamicModule, type InjectionToken, type Provider } from '@nestjs/common';
import { Accounts, Issues, openAnnotationStore, Projects, type AnnotationStore } from '@hub/annotation-store';
import { CALLER_RESOLVER } from '@hub/service-defaults';
import { AccountsRepository } from './accounts.repository.js';
import { AnswersRepository } from './answers.repository.js';
import { AssetsRepository } from './assets.repository.js';
import { HubDatabase } from './hub-database.js';
import { InvitesRepository } from './invites.repository.js';
import { IssuesRepository } from './issues.repository.js';
import { LabelTargetsRepository } from './label-targets.repository.js';
import { OrganizationRepository } from './organization.repository.js';
import { ProjectsRepository } from './projects.repository.js';
import { StageHistoryRepository } from './stage-history.repository.js';
import { TASK_WRITER } from './store.tokens.js';
import { TaskSelectionRepository } from './task-selection.repository.js';
import { TasksRepository } from './tasks.repository.js';

const STORE = Symbol('AnnotationStore');

const fromStore = <T>(provide: InjectionToken<T>, pick: (store: AnnotationStore) => T): Provider => ({
  provide,
  useFactory: pick,
  inject: [STORE],
});

const repositories = [
  AccountsRepository,
  AnswersRepository,
  AssetsRepository,
  InvitesRepository,
  IssuesRepository,
  LabelTargetsRepository,
  OrganizationRepository,
  ProjectsRepository,
  StageHistoryRepository,
  TaskSelectionRepository,
  TasksRepository,
];

/** The annotation store and what reads and writes it, for every module of the service. */
@Global()
@Module({})
export class StoreModule {
  static forRoot(databaseUrl: string): DynamicModule {
    return {
      module: StoreModule,
      providers: [
        { provide: STORE, useFactory: () => openAnnotationStore(databaseUrl, { applicationName: 'hub-api' }) },
        fromStore(HubDatabase, (store) => new HubDatabase(store.dataSource, () => store.close())),
        fromStore(Accounts, (store) => store.accounts),
        fromStore(Projects, (store) => store.projects),
        fromStore(TASK_WRITER, (store) => store.writer),
        fromStore(CALLER_RESOLVER, (store) => store.callers),
        Issues,
        ...repositories,
      ],
      exports: [HubDatabase, Accounts, Projects, TASK_WRITER, CALLER_RESOLVER, Issues, ...repositories],
    };
  }
}
