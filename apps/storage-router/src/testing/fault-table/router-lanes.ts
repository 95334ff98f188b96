import { randomBytes } from 'node:crypto';
import { connectBus } from '@hub/event-bus';
import { RecordingBus } from '@hub/event-bus/testing';
import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { getDataSourceToken } from '@nestjs/typeorm';
import { storageRouter } from '../../storage-router.module.js';

/** Several routers on one database and one bus: a call that stalls holds up one of them only. */
export class RouterLanes {
  readonly bus = new RecordingBus();
  private readonly routers: INestApplication[] = [];

  static async start(count: number, environment: Record<string, string>): Promise<RouterLanes> {
    const lanes = new RouterLanes();
    const settings = storageRouter.settings.parse({
      PUBLIC_URL: 'http://hub.example',
      LINK_SECRET: randomBytes(16).toString('hex'),
      INTERNAL_TOKEN: randomBytes(16).toString('hex'),
      STORAGE_KEYS: `1:${randomBytes(32).toString('base64')}`,
      ...environment,
    });
    await storageRouter.migrate(settings.DATABASE_URL);
    for (let lane = 0; lane < count; lane++) {
      const module = await Test.createTestingModule({ imports: [storageRouter.module(settings, lanes.bus)] }).compile();
      const router = module.createNestApplication({ logger: false });
      await connectBus(router, lanes.bus, storageRouter.name, storageRouter.consumes);
      lanes.routers.push(router);
    }
    return lanes;
  }

  get<T>(type: Type<T>): T {
    return this.first.get(type);
  }

  query(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
    const database = this.first.get<{ query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> }>(
      getDataSourceToken(),
    );
    return database.query(sql, parameters);
  }

  async stop(): Promise<void> {
    await Promise.all(this.routers.map((router) => router.close()));
  }

  private get first(): INestApplication {
    const [router] = this.routers;
    if (!router) throw new Error('No router runs');
    return router;
  }
}
