import type { Bus } from '@hub/event-bus';
import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InboxSweeper } from './relay/inbox-sweep.js';
import { OutboxRelay } from './relay/outbox-relay.js';
import { Transactions, type TransactionsOptions } from './transactions.js';

export interface OutboxModuleOptions extends TransactionsOptions {
  /** A direct connection for the relay. */
  readonly databaseUrl: string;
  readonly bus: Bus;
}

const OPTIONS = Symbol('OutboxModuleOptions');

/**
 * Provides `Transactions` everywhere in the application, on its default TypeORM DataSource (which must be registered
 * by TypeOrmModule.forRoot). Runs the relay, where the bus needs one, from bootstrap to shutdown.
 */
@Module({})
export class OutboxModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly relay: OutboxRelay | null;
  private readonly sweeper: InboxSweeper;

  static forRoot(options: OutboxModuleOptions): DynamicModule {
    const transactions = {
      provide: Transactions,
      inject: [DataSource],
      useFactory: (dataSource: DataSource): Transactions => new Transactions(dataSource, options.bus, options),
    };
    return {
      module: OutboxModule,
      global: true,
      providers: [{ provide: OPTIONS, useValue: options }, transactions],
      exports: [Transactions],
    };
  }

  constructor(@Inject(OPTIONS) options: OutboxModuleOptions, dataSource: DataSource) {
    this.relay = options.bus.transactional ? null : new OutboxRelay(options);
    this.sweeper = new InboxSweeper(dataSource, options.schema);
  }

  onApplicationBootstrap(): void {
    this.relay?.start();
    this.sweeper.start();
  }

  /** After the consumers have stopped (Nest closes them before this hook), so what they published still leaves. */
  async onApplicationShutdown(): Promise<void> {
    this.sweeper.stop();
    await this.relay?.stop();
  }
}
