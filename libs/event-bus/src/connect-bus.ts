import type { INestApplication } from '@nestjs/common';
import type { TopicKind } from '@hub/event-contracts';
import type { Bus } from './bus.js';

/** Gives a service its consumers: one for facts and, where it does sliced work, one of its own for slices. */
export async function connectBus(
  app: INestApplication,
  bus: Bus,
  group: string,
  kinds: readonly TopicKind[],
): Promise<void> {
  for (const kind of kinds) {
    const name = kind === 'facts' ? group : `${group}-slices`;
    app.connectMicroservice({ strategy: bus.server(kind, name) }, { inheritAppConfig: false });
  }
  // handlers may rely on everything that onModuleInit prepares
  await app.init();
  await app.startAllMicroservices();
}
