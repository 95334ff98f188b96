import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { migrateAnnotationStore } from '@hub/annotation-store';
import { CallerGuard, HealthModule } from '@hub/service-defaults';
import { DescribeCaller } from './accounts/describe-caller.js';
import { RevokeApiKey } from './accounts/revoke-api-key.js';
import { SignIn } from './accounts/sign-in.js';
import { ApiKeysController } from './http/api-keys.controller.js';
import { ProjectsController } from './http/projects.controller.js';
import { SessionController } from './http/session.controller.js';
import { signInThrottle } from './http/sign-in-throttle.js';
import { V2ProjectsController } from './http/v2-projects.controller.js';
import { HUB_API_SETTINGS, hubApiSettings, type HubApiSettings } from './hub-api.config.js';
import { HubDatabase } from './persistence/hub-database.js';
import { StoreModule } from './persistence/store.module.js';
import { ChangeProject } from './projects/change-project.js';
import { CreateProject } from './projects/create-project.js';
import { DeleteProject } from './projects/delete-project.js';
import { ListProjects } from './projects/list-projects.js';
import { ProjectAccess } from './projects/project-access.js';
import { SaveBatches } from './projects/save-batches.js';
import { ShowProject } from './projects/show-project.js';

const accounts = [SignIn, DescribeCaller, RevokeApiKey];
const projects = [ProjectAccess, ListProjects, ShowProject, CreateProject, ChangeProject, DeleteProject, SaveBatches];

@Module({})
export class HubApiModule {
  static forRoot(settings: HubApiSettings): DynamicModule {
    return {
      module: HubApiModule,
      imports: [
        StoreModule.forRoot(settings.DATABASE_URL),
        ThrottlerModule.forRoot(signInThrottle(settings.SIGN_IN_LIMIT)),
        HealthModule.forRoot({
          inject: [HubDatabase],
          checks: (database: HubDatabase) => ({ database: () => database.rows('select 1') }),
        }),
      ],
      controllers: [SessionController, ApiKeysController, ProjectsController, V2ProjectsController],
      providers: [
        { provide: HUB_API_SETTINGS, useValue: settings },
        { provide: APP_GUARD, useClass: CallerGuard },
        ...accounts,
        ...projects,
      ],
    };
  }
}

/** The Hub around the exports: people, projects, tasks and labels. It owns what the annotation store holds. */
export const hubApi = {
  name: 'hub-api',
  settings: hubApiSettings,
  consumes: [] as const,
  bodyLimit: '32mb',
  /** It publishes no events, so it takes no notice of the bus. */
  module: (settings: HubApiSettings, _bus?: unknown): DynamicModule => HubApiModule.forRoot(settings),
  migrate: migrateAnnotationStore,
};
