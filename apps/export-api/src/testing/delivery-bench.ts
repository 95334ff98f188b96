import { ExportRequested, type DataOf } from '@hub/event-contracts';
import { AdvanceDelivery } from '../continuous/advance-delivery.js';
import type { DeliveryView } from '../continuous/delivery-view.js';
import type { ExportView } from '../history/export-view.js';
import { ExportApiWorld, type Answer, type Refusal } from './export-api-world.js';
import type { Role } from './people.js';

/** The continuous delivery of the sample project, advanced by hand. */
export class DeliveryBench {
  private made = 0;

  constructor(readonly world: ExportApiWorld) {}

  static async start(): Promise<DeliveryBench> {
    return new DeliveryBench(await ExportApiWorld.start({ CONTINUOUS_DELIVERIES: 'off' }));
  }

  get path(): string {
    return `/api/projects/${this.world.people.projectId}/continuous-delivery`;
  }

  put<T = Refusal>(body: object, role: Role = 'manager'): Promise<Answer<T>> {
    return this.world.call<T>(role, 'PUT', this.path, body);
  }

  /** Set up or changed. */
  async set(body: object, role: Role = 'manager'): Promise<DeliveryView> {
    const answer = await this.put<DeliveryView>(body, role);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  async view(): Promise<DeliveryView> {
    return (await this.world.call<DeliveryView>('manager', 'GET', this.path)).body;
  }

  /** None any more. */
  async clear(): Promise<void> {
    await this.world.call('manager', 'DELETE', this.path);
  }

  /** New tasks of the project. */
  async tasks(count: number, stage = 'Complete'): Promise<string[]> {
    const assets = Array.from({ length: count }, () => {
      const externalId = `made ${this.made++}`;
      return { externalId, data: `https://cdn.example/${externalId}`, kind: 'image' as const };
    });
    const { store, people } = this.world;
    const made = await store.dataSource.transaction((manager) =>
      store.writer.createTasks(manager, people.projectId, stage, assets, { by: 'a@spec.example', origin: 'person' }),
    );
    return made.map(({ taskId }) => taskId);
  }

  /** As if so much time had passed for the delivery. */
  async wait(seconds: number): Promise<void> {
    await this.world.store.dataSource.query(
      `update export_api.continuous_deliveries
       set look_at = look_at - make_interval(secs => $1), interval_from = interval_from - make_interval(secs => $1)`,
      [seconds],
    );
  }

  /** Looks until nothing is due. Gives how often that was. */
  async advance(): Promise<number> {
    for (let steps = 0; ; steps++) {
      if (steps > 50) throw new Error('It never rests');
      if (!(await this.world.get(AdvanceDelivery).execute())) return steps;
    }
  }

  /** A minute later: what is claimed is free again, and pauses are over. */
  async later(seconds = 61): Promise<void> {
    await this.wait(seconds);
    await this.advance();
  }

  /** The latest batch, when one is under way. */
  async batch(): Promise<ExportView> {
    const { lastBatch } = (await this.view()).status;
    if (!lastBatch) throw new Error('There is no batch');
    return this.world.view(lastBatch.exportId);
  }

  async exports(): Promise<ExportView[]> {
    const { projectId } = this.world.people;
    const page = await this.world.call<{ exports: ExportView[] }>(
      'manager',
      'GET',
      `/api/projects/${projectId}/exports?limit=100`,
    );
    return page.body.exports.reverse();
  }

  async requested(one: ExportView, nth = 0): Promise<DataOf<typeof ExportRequested>> {
    await this.world.settled();
    return this.world.bus.said(ExportRequested, one.id)[nth]!;
  }

  async complete(one: ExportView): Promise<void> {
    await this.world.sendAndWait(this.world.news(one, null, one.attempt).delivered('original'));
  }
}
