import fc from 'fast-check';
import { sampleExport } from '../testing/sample-export.js';
import { batchDestination } from './batch-destination.js';
import type { DeliverySettings } from './continuous-delivery.js';
import { sameContent } from './same-content.js';
import { intervalEnd, isDue, mayBeDue, nextLook } from './triggers.js';

const from = new Date('2026-11-24T10:00:00.000Z');
const at = (seconds: number): Date => new Date(from.getTime() + seconds * 1000);
const { request, format, converter, quarantine, selection } = sampleExport();
const timed = (everySeconds: number | null, tasks: number | null, intervalFrom: Date | null = from) => {
  const asked = { format, converter, quarantine, include: request.include, path: null, sendEmail: false };
  const settings: DeliverySettings = { ...asked, notify: false, everySeconds, tasks };
  return { settings, intervalFrom };
};

describe('a batch is due', () => {
  it.each([
    ['enough tasks', timed(null, 5), 5, 0, true],
    ['too few', timed(null, 5), 4, 99_999, false],
    ['interval over', timed(60, null), 1, 60, true],
    ['not yet over', timed(60, null), 999, 59, false],
    ['over, yet nothing waits', timed(60, null), 0, 99_999, false],
    ['either: enough tasks', timed(60, 5), 5, 1, true],
    ['either: interval over', timed(60, 5), 1, 60, true],
    ['neither', timed(60, 5), 4, 59, false],
    ['at once after the beginning', timed(60, null, null), 1, 0, true],
  ] as const)('%s', (_, delivery, waiting, seconds, due) => {
    expect(isDue(delivery, waiting, at(seconds))).toBe(due);
  });

  it('never without anything that waits, and sooner or later with an interval', () => {
    const option = fc.option(fc.integer({ min: 1, max: 1000 }));
    fc.assert(
      fc.property(option, option, fc.nat(1000), fc.nat(2000), (every, tasks, waiting, seconds) => {
        const delivery = timed(every, tasks);
        const due = isDue(delivery, waiting, at(seconds));
        if (due) expect(waiting > 0 && mayBeDue(delivery, at(seconds))).toBe(true);
        if (every !== null && waiting > 0) expect(isDue(delivery, waiting, at(1000))).toBe(true);
      }),
    );
  });
});

describe('the next look', () => {
  it.each([
    ['at the end of the interval where nothing else counts', timed(60, null), 10, at(60)],
    ['soon where the interval is over', timed(60, null), 60, at(65)],
    ['soon where tasks are counted', timed(3600, 5), 0, at(5)],
    ['soon where only tasks are', timed(null, 5), 0, at(5)],
  ] as const)('is %s', (_, delivery, seconds, next) => {
    expect(nextLook(delivery, at(seconds), 5000)).toEqual(next);
  });

  it('knows no interval by count only', () => expect(intervalEnd(timed(null, 5))).toBeNull());
});

describe('a batch goes', () => {
  const destination = { storageId: 's', bucket: 'theirs', path: 'exports/{date}' };
  it.each([
    ['to the default bucket', null, 'x/{batch}', null],
    ['where the others go', destination, null, destination],
    [
      'to the path of its own',
      destination,
      'x/{batch}/{date}/{batch}',
      { ...destination, path: 'x/000042/{date}/000042' },
    ],
    ['to the root', destination, '', { ...destination, path: '' }],
  ])('%s', (_, wanted, path, goes) => expect(batchDestination(wanted, path, 42)).toEqual(goes));
});

describe('selections show the same', () => {
  it.each([
    ['in another format', { ...selection, format: 'json' as const }, true],
    ['stages in another order', { ...selection, stageIds: ['b', 'a', 'b'] }, false],
    ['another toggle', { ...selection, include: { ...selection.include, idleBlur: true } }, false],
    ['all stages', { ...selection, stageIds: undefined }, false],
  ])('%s', (_, other, same) => expect(sameContent(selection, other)).toBe(same));

  it('whatever the order of stages', () => {
    const one = { ...selection, stageIds: ['a', 'b'] };
    expect(sameContent(one, { ...selection, stageIds: ['b', 'a', 'b'] })).toBe(true);
  });
});
