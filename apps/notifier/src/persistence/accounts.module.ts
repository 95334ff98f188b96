import { openAnnotationStore, StoreCallerResolver, type AnnotationStore } from '@hub/annotation-store';
import { CALLER_RESOLVER } from '@hub/service-defaults';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';

const STORE = Symbol('AnnotationStore');

/** Who calls: read from the annotation store. */
@Module({})
export class AccountsModule implements OnApplicationShutdown {
  static forRoot(databaseUrl: string): DynamicModule {
    return {
      module: AccountsModule,
      global: true,
      providers: [
        {
          provide: STORE,
          useFactory: () =>
            openAnnotationStore(databaseUrl, {
              connections: 3,
              readConnections: 1,
              applicationName: 'notifier accounts',
            }),
        },
        { provide: StoreCallerResolver, inject: [STORE], useFactory: (store: AnnotationStore) => store.callers },
        { provide: CALLER_RESOLVER, useExisting: StoreCallerResolver },
      ],
      exports: [StoreCallerResolver, CALLER_RESOLVER],
    };
  }

  constructor(@Inject(STORE) private readonly store: AnnotationStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}
