import type { Caller } from '@hub/annotation-store';
import {
  ExportCancellationRequested,
  ExportCancelled,
  ExportCompleted,
  ExportExpired,
  ExportFailed,
  ExportRequested,
  type EventDefinition,
} from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import fc from 'fast-check';
import { ExportsRepository } from '../persistence/exports.repository.js';
import { ExportApiWorld } from '../testing/export-api-world.js';
import { StepNews } from '../testing/sample-export.js';
import type { Export } from './export.js';
import { isEnded } from './export-states.js';
import { setAside } from './export-request.js';
import { FollowSteps } from './follow-steps.js';
import { rootOf } from './join-export.js';
import { RequestExport } from './request-export.js';
import { SteerExport } from './steer-export.js';
import {
  onArchiveBuilt,
  onArtifactDelivered,
  onArtifactExpired,
  onBuildStarted,
  onStepFailed,
} from './step-decisions.js';

let world: ExportApiWorld;
let caller: Caller;
beforeAll(async () => {
  world = await ExportApiWorld.start();
  caller = (await world.store.callers.resolve({ apiKey: world.people.keys.owner }))!;
});
afterAll(() => world.stop());

const include = { metadata: true, history: false, onlyKeyFrames: false, idleBlur: false };
const spelling = { project: 'id', stages: 'stages', batches: 'batches', tasks: 'tasks' };

/** What happens to the exports of one run; `target` chooses among those that are there. */
type Command =
  | { readonly kind: 'ask'; readonly reuse: boolean }
  | { readonly kind: 'cancel' | 'retry'; readonly target: number }
  | { readonly kind: 'news'; readonly news: News; readonly target: number; readonly late: boolean };
const newsKinds = ['started', 'built', 'delivered', 'failed', 'expired'] as const;
type News = (typeof newsKinds)[number];

const target = fc.nat(20);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), reuse: fc.nat(4).map((n) => n > 0) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('cancel' as const, 'retry' as const), target }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('news' as const),
      news: fc.constantFrom(...newsKinds),
      target,
      late: fc.boolean(),
    }),
  },
);
/** Commands of one batch come at the same instant. */
const history = fc.array(fc.array(command, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });

class Run {
  readonly asked = new Map<string, { readonly joined: boolean; retries: number }>();

  async all(): Promise<Export[]> {
    const found = await Promise.all([...this.asked.keys()].map((id) => world.get(ExportsRepository).find(id)));
    return found.filter((one) => one !== null);
  }

  async apply(commands: readonly Command[]): Promise<void> {
    const there = await this.all();
    await Promise.all(commands.map((one) => this.one(one, there)));
  }

  /** Everybody who still waits gets the file. */
  async finish(): Promise<void> {
    const waiting = (await this.all()).filter(({ state }) => !isEnded(state));
    for (const one of waiting) await this.tell('delivered', rootOf(one), one.attempt);
  }

  private async one(command: Command, there: readonly Export[]): Promise<void> {
    if (command.kind === 'ask') return this.ask(command.reuse);
    const chosen = there[command.target % Math.max(there.length, 1)];
    if (!chosen) return;
    if (command.kind === 'news')
      return this.tell(command.news, rootOf(chosen), chosen.attempt - (command.late ? 1 : 0));
    const steered = await world.get(SteerExport)[command.kind](caller, chosen.id).catch(refusedOnly);
    if (steered && command.kind === 'retry') this.asked.get(chosen.id)!.retries += 1;
  }

  private async ask(reuse: boolean): Promise<void> {
    const made = await world.get(RequestExport).execute({
      caller,
      projectId: world.people.projectId,
      spelling,
      request: {
        type: 'task',
        format: 'ndjson',
        finalLineFeed: false,
        include,
        converter: null,
        quarantine: setAside,
        reuse,
        sendEmail: false,
        notify: true,
      },
    });
    this.asked.set(made.id, { joined: made.joinedTo !== null, retries: 0 });
  }

  private tell(news: News, rootId: string, attempt: number): Promise<void> {
    const about = { id: rootId, projectId: world.people.projectId, projectName: 'Street scenes' };
    const { outgoing } = new StepNews(
      { ...about, organizationId: 'o', format: 'ndjson', converter: null },
      Math.max(attempt, 1),
    );
    const follow = world.get(FollowSteps);
    if (news === 'started') return follow.execute(outgoing.buildStarted().parsed, onBuildStarted);
    if (news === 'built') return follow.execute(outgoing.archiveBuilt().parsed, onArchiveBuilt);
    if (news === 'delivered') return follow.execute(outgoing.delivered('original').parsed, onArtifactDelivered);
    if (news === 'failed') return follow.execute(outgoing.failed().parsed, onStepFailed);
    return follow.execute(outgoing.expired('original').parsed, onArtifactExpired, 'all');
  }
}

function refusedOnly(error: unknown): void {
  if (!(error instanceof Failure && error.code === 'conflict')) throw error;
}

/** Who waits for the same build is equally far. */
function expectStep(exports: readonly Export[]): void {
  const running = exports.filter(({ state }) => !isEnded(state));
  const far = new Map<string, Set<string>>();
  for (const one of running) {
    const { state, attempt, milestones, artifacts } = one;
    const group = far.get(rootOf(one)) ?? new Set();
    far.set(rootOf(one), group.add(JSON.stringify({ state, attempt, milestones, artifacts })));
  }
  for (const group of far.values()) expect([...group]).toHaveLength(1);
}

const said = (definition: EventDefinition, id: string): number => world.bus.said(definition, id).length;

function expectAnnouncements(run: Run, exports: readonly Export[]): void {
  for (const one of exports) {
    const { joined, retries } = run.asked.get(one.id)!;
    const { completed, failed, cancelled, expired } = {
      completed: said(ExportCompleted, one.id),
      failed: said(ExportFailed, one.id),
      cancelled: said(ExportCancelled, one.id),
      expired: said(ExportExpired, one.id),
    };
    // each run of each export ends exactly once, and the world hears how
    expect(completed + failed + cancelled).toBe(1 + retries);
    expect({ completed, cancelled, expired }).toEqual({
      completed: one.state === 'completed' || one.state === 'expired' ? 1 : 0,
      cancelled: one.state === 'cancelled' ? 1 : 0,
      expired: one.state === 'expired' ? 1 : 0,
    });
    // a build is asked for by those that have one of their own
    expect(said(ExportRequested, one.id)).toBe((joined ? 0 : 1) + retries);
  }
}

/** The steps are told to stop, once, when who began a build cancelled it and the last one who waited for it is gone. */
function expectStops(exports: readonly Export[]): void {
  for (const one of exports) {
    const waiting = exports.some((member) => rootOf(member) === one.id && !isEnded(member.state));
    const stops = one.joinedTo === null && one.state === 'cancelled' && !waiting ? 1 : 0;
    expect([one.id, said(ExportCancellationRequested, one.id)]).toEqual([one.id, stops]);
  }
}

it('a group of exports that share a build: any order of requests, news, cancellations and retries, also at once', async () => {
  let shared = 0;
  await fc.assert(
    fc.asyncProperty(history, async (batches) => {
      await world.changeProject();
      const run = new Run();
      for (const commands of batches) {
        await run.apply(commands);
        expectStep(await run.all());
      }
      await world.settled();
      expectStops(await run.all());
      await run.finish();
      await world.settled();
      const exports = await run.all();
      expect(exports.filter(({ state }) => !isEnded(state))).toEqual([]);
      expectAnnouncements(run, exports);
      expectStops(exports);
      shared += exports.filter(({ joinedTo }) => joinedTo !== null).length;
    }),
    { numRuns: 40, timeout: 20_000 },
  );
  expect(shared).toBeGreaterThan(30);
}, 120_000);
