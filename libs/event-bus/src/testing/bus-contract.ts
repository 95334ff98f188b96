/// <reference types="jest" />
import type { INestApplication } from '@nestjs/common';
import type { TopicKind } from '@hub/event-contracts';
import { Failure } from '@hub/failures';
import type { Bus } from '../bus.js';
import { maxEventBytes } from '../message-size.js';
import { fastRetry, patientRetry, type BusUnderTest } from './bus-under-test.js';
import { Due, Happened, Ignored, Noted, probeEvent, StepTaken } from './probe-events.js';
import { Probe, startProbe } from './probe-service.js';
import { until, untilEqual } from './until.js';

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** What every transport promises. `prepare` gives an empty bus for each test. */
export function busContract(transport: string, prepare: () => Promise<BusUnderTest>): void {
  describe(`${transport} keeps the bus contract`, () => {
    let under: BusUnderTest;
    let bus: Bus;
    let probe: Probe;
    const apps: INestApplication[] = [];
    const buses: Bus[] = [];

    const open = (retry = fastRetry): Bus => {
      const opened = under.open(retry);
      buses.push(opened);
      return opened;
    };
    const start = async (
      options: { group?: string; on?: Bus; as?: Probe; kinds?: readonly TopicKind[] } = {},
    ): Promise<INestApplication> => {
      const app = await startProbe(options.on ?? bus, options.group ?? 'workers', options.as ?? probe, options.kinds);
      apps.push(app);
      return app;
    };

    beforeEach(async () => {
      under = await prepare();
      bus = open();
      probe = new Probe();
    });
    afterEach(async () => {
      await Promise.all(apps.splice(0).map((app) => app.close()));
      await Promise.all(buses.splice(0).map((each) => each.close()));
      await under.close();
    });

    it('hands an event over as it was sent, with its correlation', async () => {
      await start();
      const sent = probeEvent(Happened, 7, 'export-1');
      await bus.send([sent]);
      await until(() => probe.received.length === 2);
      expect(probe.received[0]?.event).toEqual({ ...sent.envelope, causationid: undefined });
      expect(probe.received[0]?.event.correlationid).toBe('export-1');
      expect(probe.received[0]?.context).toMatchObject({ group: 'workers', kind: 'facts', attempt: 1 });
    });

    it('gives each handler of an event the event, and each type of a topic its handler', async () => {
      await start();
      await bus.send([probeEvent(Happened, 1), probeEvent(Noted, 2), probeEvent(StepTaken, 3), probeEvent(Due, 4)]);
      const seen = (): string[] => probe.received.map(({ handler, event }) => `${handler} ${event.data.n}`).sort();
      await untilEqual(seen, ['due 4', 'happened 1', 'happened-too 1', 'noted 2', 'step-taken 3']);
    });

    it('skips events that no handler wants', async () => {
      await start();
      await bus.send([probeEvent(Ignored, 1), probeEvent(Noted, 2)]);
      await until(() => probe.numbers('noted').length === 1);
      expect(probe.received).toHaveLength(1);
      expect(await under.deadLetters('exports', 'workers')).toEqual([]);
    });

    it('keeps the order of a key and never runs two of its events at once', async () => {
      const running = new Set<string>();
      const overlaps: string[] = [];
      probe.react = async ({ event }) => {
        if (running.has(event.subject)) overlaps.push(event.subject);
        running.add(event.subject);
        await new Promise((resolve) => setTimeout(resolve, (event.data.n * 7) % 4));
        running.delete(event.subject);
      };
      await start();
      const keys = ['a', 'b', 'c'];
      await bus.send(range(30).flatMap((n) => keys.map((key) => probeEvent(Noted, n, key))));
      await until(() => probe.received.length === 90);
      for (const key of keys) expect(probe.numbers('noted', key)).toEqual(range(30));
      expect(overlaps).toEqual([]);
    });

    it('spreads events without a key: slices run side by side', async () => {
      let release: () => void = () => undefined;
      const bothRun = new Promise<void>((resolve) => (release = resolve));
      let running = 0;
      const second = new Probe();
      probe.react = second.react = async () => {
        if (++running === 2) release();
        await bothRun;
      };
      await start({ kinds: ['slices'] });
      await start({ kinds: ['slices'], on: open(), as: second });
      await bus.send(range(16).map((n) => probeEvent(Due, n)));
      await until(() => probe.received.length + second.received.length === 16);
    });

    it('delivers a backlog exactly once when nothing crashes', async () => {
      await (await start()).close();
      for (const batch of range(10))
        await bus.send(range(60).map((n) => probeEvent(Noted, batch * 60 + n, `key-${n % 7}`)));
      const next = open();
      await start({ on: next });
      await next.send([probeEvent(Noted, 600, 'last')]);
      await until(() => new Set(probe.numbers('noted')).size === 601);
      await until(async () => next.sinceLastFetch() < 5000);
      expect(probe.received).toHaveLength(601);
    });

    it('retries a fact in place while its key waits', async () => {
      probe.react = ({ event, context }) => {
        if (event.data.n === 1 && context.attempt < 3) throw new Error('not yet');
      };
      await start();
      await bus.send([probeEvent(Noted, 1), probeEvent(Noted, 2)]);
      await until(() => probe.numbers('noted').includes(2));
      expect(probe.received.map(({ event, context }) => [event.data.n, context.attempt])).toEqual([
        [1, 1],
        [1, 2],
        [1, 3],
        [2, 1],
      ]);
      expect(await under.deadLetters('exports', 'workers')).toEqual([]);
    });

    it.each([
      ['an Error', new Error('disk full'), /disk full/],
      ['a TypeError', new TypeError('x is not a function'), /TypeError: x is not a function/],
      ['a RangeError', new RangeError('out of range'), /RangeError/],
      ['a Failure', new Failure('no-such-job', 'hub', 'The job is gone'), /The job is gone/],
      ['a text', 'just a text', /just a text/],
    ])('buries a fact after its last attempt (%s) and goes on', async (_, error, reason) => {
      probe.react = ({ event }) => {
        if (event.data.n === 1) throw error;
      };
      await start();
      const bad = probeEvent(Noted, 1);
      await bus.send([bad, probeEvent(Noted, 2)]);
      await until(() => probe.numbers('noted').includes(2));
      expect(probe.numbers('noted')).toEqual([1, 1, 1, 2]);
      const buried = await under.deadLetters('exports', 'workers');
      expect(buried).toEqual([{ id: bad.envelope.id, reason: expect.stringMatching(reason), attempts: 3 }]);
    });

    it('buries a failed slice at once: sliced work repeats it itself', async () => {
      probe.react = ({ event }) => {
        if (event.data.n === 1) throw new Error('poison');
      };
      await start();
      await bus.send([probeEvent(Due, 1)]);
      await bus.send([probeEvent(Due, 2)]);
      await until(() => probe.numbers('due').includes(2));
      await until(async () => (await under.deadLetters('build-slices', 'workers-slices')).length > 0);
      expect(probe.numbers('due')).toEqual([1, 2]);
      expect(await under.deadLetters('build-slices', 'workers-slices')).toMatchObject([
        { reason: 'Error: poison', attempts: 1 },
      ]);
    });

    it('buries an event that does not fit its declaration, before the handler sees it', async () => {
      await start();
      await bus.send([probeEvent(Noted, 'no number'), probeEvent(Noted, 2)]);
      await until(() => probe.numbers('noted').includes(2));
      expect(probe.received).toHaveLength(1);
      expect(await under.deadLetters('exports', 'workers')).toMatchObject([
        { reason: expect.stringContaining('ZodError'), attempts: 3 },
      ]);
    });

    it('lets a failing handler of an event neither repeat nor hide the other', async () => {
      probe.react = ({ handler }) => {
        if (handler === 'happened') throw new Error('always');
      };
      await start();
      await bus.send([probeEvent(Happened, 1), probeEvent(Noted, 2)]);
      await until(() => probe.numbers('noted').length === 1);
      expect(probe.numbers('happened')).toEqual([1, 1, 1]);
      expect(probe.numbers('happened-too')).toEqual([1]);
    });

    it('keeps facts and slices apart: a slow slice delays no news', async () => {
      let finish: () => void = () => undefined;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      probe.react = ({ handler }) => (handler === 'due' ? finished : undefined);
      await start();
      await bus.send(range(8).map((n) => probeEvent(Due, n)));
      await until(() => probe.numbers('due').length > 0);
      await bus.send([probeEvent(Noted, 1)]);
      await until(() => probe.numbers('noted').length === 1);
      finish();
      await until(() => probe.numbers('due').length === 8);
    });

    it('gives every group every event', async () => {
      const other = new Probe();
      await Promise.all([start({ group: 'workers' }), start({ group: 'others', as: other })]);
      await bus.send(range(10).map((n) => probeEvent(Noted, n)));
      await until(() => probe.received.length === 10 && other.received.length === 10);
      expect(other.numbers('noted')).toEqual(probe.numbers('noted'));
    });

    it('waits for the running handler when it stops, and goes on there after a restart', async () => {
      let finish: () => void = () => undefined;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      const log: string[] = [];
      probe.react = async ({ event }) => {
        if (event.data.n > 0) return;
        await finished;
        log.push('handler ended');
      };
      const app = await start();
      await bus.send(range(5).map((n) => probeEvent(Noted, n)));
      await until(() => probe.received.length === 1);
      const closed = app.close().then(() => log.push('closed'));
      // Nest calls the application's hooks first, then the transport's close
      await new Promise((resolve) => setImmediate(resolve));
      finish();
      await closed;
      expect(log).toEqual(['handler ended', 'closed']);
      expect(probe.numbers('noted')).toEqual([0]);

      await start({ on: open() });
      await until(() => probe.received.length === 5);
      expect(probe.numbers('noted')).toEqual(range(5));
    });

    it('gives back an event whose retry waits when it stops', async () => {
      const patient = open(patientRetry);
      const failed = new Probe();
      failed.react = () => {
        throw new Error('database is down');
      };
      const app = await start({ on: patient, as: failed });
      await patient.send([probeEvent(Noted, 1), probeEvent(Noted, 2)]);
      await until(() => failed.received.length === 1);
      await app.close();
      await start({ on: open() });
      await until(() => probe.received.length === 2);
      expect(probe.numbers('noted')).toEqual([1, 2]);
    });

    it('lets another process take over when the first one stops', async () => {
      const second = new Probe();
      const app = await start({ kinds: ['facts'] });
      const other = open();
      await start({ kinds: ['facts'], on: other, as: second });
      await bus.send([probeEvent(Noted, 1)]);
      await until(() => probe.received.length + second.received.length === 1);
      await app.close();
      await other.send([probeEvent(Noted, 2)]);
      await until(() => second.numbers('noted').includes(2));
      expect(probe.received.length + second.received.length).toBe(2);
    });

    it('refuses an event that is too large to travel', async () => {
      const large = probeEvent(Noted, 'x'.repeat(maxEventBytes));
      await expect(bus.send([large])).rejects.toMatchObject({ code: 'event-too-large' });
    });

    it('carries a batch that is larger than one message may be', async () => {
      await start();
      await bus.send(range(4).map((n) => ({ ...probeEvent(Ignored, 'x'.repeat(500_000)), key: `k${n % 2}` })));
      await bus.send([probeEvent(Noted, 1)]);
      await until(() => probe.numbers('noted').length === 1);
    });

    it('tells when it last asked for events', async () => {
      expect(bus.sinceLastFetch()).toBe(0);
      await start();
      await until(() => bus.sinceLastFetch() < 5000);
    });
  });
}
