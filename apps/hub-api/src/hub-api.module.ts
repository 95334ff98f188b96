import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { migrateAnnotationStore } from '@hub/annotation-store';
import { CallerGuard, HealthModule } from '@hub/service-defaults';
import { singleSlashes } from './http/single-slashes.js';
import { signInThrottle } from './http/sign-in-throttle.js';
import { HUB_API_SETTINGS, hubApiSettings, type HubApiSettings } from './hub-api.config.js';
import { controllers, useCases } from './hub-api.providers.js';
import { seedDemo } from './import/seed/seed-demo.js';
import { HubDatabase } from './persistence/hub-database.js';
import { StoreModule } from './persistence/store.module.js';

@Module({})
export class HubApiModule {
  constructor(host: HttpAdapterHost) {
    // before any route: Nest's own middleware sees a path that is already matched
    host.httpAdapter.use(singleSlashes);
  }

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
      controllers,
      providers: [
        { provide: HUB_API_SETTINGS, useValue: settings },
        { provide: APP_GUARD, useClass: CallerGuard },
        ...useCases,
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
  /** Fills a migrated database with the demo data; idempotent. */
  seedDemo,
};
