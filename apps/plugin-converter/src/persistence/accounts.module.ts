import { openAnnotationStore, StoreCallerResolver, type AnnotationStore } from '@hub/annotation-store';
import { CALLER_RESOLVER } from '@hub/service-defaults';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';

/** People, projects, and the keys that plugins get for a run. */
export const ANNOTATION_STORE = Symbol('AnnotationStore');

@Module({})
export class AccountsModule implements OnApplicationShutdown {
  static forRoot(databaseUrl: string): DynamicModule {
    return {
      module: AccountsModule,
      global: true,
      providers: [
        {
          provide: ANNOTATION_STORE,
          useFactory: () =>
            openAnnotationStore(databaseUrl, {
              connections: 3,
              readConnections: 1,
              applicationName: 'plugin-converter accounts',
            }),
        },
        {
          provide: StoreCallerResolver,
          inject: [ANNOTATION_STORE],
          useFactory: (store: AnnotationStore) => store.callers,
        },
        { provide: CALLER_RESOLVER, useExisting: StoreCallerResolver },
      ],
      exports: [StoreCallerResolver, CALLER_RESOLVER, ANNOTATION_STORE],
    };
  }

  constructor(@Inject(ANNOTATION_STORE) private readonly store: AnnotationStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}
