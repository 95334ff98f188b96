import type { AnnotationStore } from '@hub/annotation-store';
import fc from 'fast-check';

type Transaction = ReturnType<AnnotationStore['dataSource']['createQueryRunner']>;

/** Something that happens to a task of a project; `place` picks it. */
export const taskChange = fc.record({
  kind: fc.constantFrom('add', 'add', 'edit', 'move', 'move', 'delete'),
  place: fc.nat(30),
  /** Its transaction stays open for so many steps. */
  open: fc.constantFrom(0, 0, 0, 1, 3),
});
export type TaskChange = typeof taskChange extends fc.Arbitrary<infer C> ? C : never;

const by = { by: 'a@spec.example', origin: 'person' } as const;
let names = 0;

/** Tasks come, change, move between stages and go, in transactions that overlap. */
export class ProjectLife {
  private readonly tasks: { taskId: string; assetId: string }[] = [];
  private open: { transaction: Transaction; taskId: string; left: number }[] = [];

  constructor(
    private readonly store: AnnotationStore,
    private readonly projectId: string,
  ) {}

  async change({ kind, place, open }: TaskChange): Promise<void> {
    const transaction = this.store.dataSource.createQueryRunner();
    await transaction.startTransaction();
    this.open.push({ transaction, taskId: await this.write(transaction.manager, kind, place), left: open });
    await this.commit(0);
  }

  /** So many steps later. */
  async commit(steps = Infinity): Promise<void> {
    const open = this.open.map((one) => ({ ...one, left: one.left - steps }));
    this.open = open.filter(({ left }) => left > 0);
    for (const { transaction } of open.filter(({ left }) => left <= 0)) {
      await transaction.commitTransaction();
      await transaction.release();
    }
  }

  /** Nothing is left. */
  async end(): Promise<void> {
    await this.commit();
    const assets = this.tasks.map(({ assetId }) => assetId);
    await this.store.dataSource.transaction((manager) => this.store.writer.deleteAssets(manager, assets, by));
  }

  private async write(manager: Transaction['manager'], kind: TaskChange['kind'], place: number): Promise<string> {
    const { writer } = this.store;
    const locked = new Set(this.open.map(({ taskId }) => taskId));
    const free = this.tasks.filter(({ taskId }) => !locked.has(taskId));
    const target = free[place % Math.max(1, free.length)];
    if (kind === 'add' || !target) {
      const externalId = `life ${names++}`;
      const asset = { externalId, data: `https://cdn.example/${externalId}`, kind: 'image' as const };
      const stage = place % 3 ? 'Complete' : 'Label';
      const [made] = await writer.createTasks(manager, this.projectId, stage, [asset], by);
      this.tasks.push(made!);
      return made!.taskId;
    }
    const tool = { 'bounding-box': { x: place, y: 2, width: 3, height: 4 }, objectId: `o${names++}`, title: 'Cat' };
    const answer = { tools: [tool], classifications: [], relations: [] };
    if (kind === 'edit') await writer.saveAnswer(manager, target.taskId, answer, by);
    if (kind === 'move') await writer.completeStage(manager, target.taskId, place % 2 ? 'Complete' : 'Label', by);
    if (kind === 'delete') {
      await writer.deleteAssets(manager, [target.assetId], by);
      this.tasks.splice(this.tasks.indexOf(target), 1);
    }
    return target.taskId;
  }
}
