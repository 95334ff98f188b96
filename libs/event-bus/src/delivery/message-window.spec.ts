import fc from 'fast-check';
import { MessageWindow, type Keyed } from './message-window.js';

const message = (id: number, key: string | null = null): Keyed => ({ id: String(id), key });
const ids = (messages: readonly Keyed[]): string[] => messages.map(({ id }) => id);

describe('MessageWindow', () => {
  it('runs one message per key, and as many without a key as there are slots', () => {
    const window = new MessageWindow({ size: 100, perKey: 10, slots: 3 });
    window.add([message(1, 'a'), message(2, 'a'), message(3), message(4), message(5)]);
    expect(ids(window.take())).toEqual(['1', '3', '4']);
    expect(window.take()).toEqual([]);
    window.finish('1');
    expect(ids(window.take())).toEqual(['2']);
  });

  it('leaves out what a busy key has too much of', () => {
    const window = new MessageWindow({ size: 100, perKey: 2, slots: 1 });
    expect(window.add([message(1, 'a'), message(2, 'a'), message(3, 'a'), message(4, 'b')])).toBe(1);
    expect(window.held).toEqual(['1', '2', '4']);
    expect(window.fullKeys).toEqual(['a', 'b']);
  });

  it('holds what is finished until it is forgotten, so it is not read again', () => {
    const window = new MessageWindow({ size: 100, perKey: 2, slots: 1 });
    window.add([message(1)]);
    window.take();
    window.finish('1');
    expect([window.held, window.finished, window.idle]).toEqual([['1'], ['1'], true]);
    window.forget(['1']);
    expect(window.held).toEqual([]);
  });

  it('refuses what was asked for before messages were dropped, or it would overtake them', () => {
    const window = new MessageWindow({ size: 100, perKey: 10, slots: 1 });
    window.add([message(1, 'a'), message(2, 'a')]);
    const { epoch } = window;
    window.dropWaiting();
    expect(window.add([message(3, 'a')], epoch)).toBe(1);
    expect(window.held).toEqual([]);
    expect(window.add([message(1, 'a'), message(2, 'a'), message(3, 'a')], window.epoch)).toBe(0);
  });

  it('is read in large steps', () => {
    const window = new MessageWindow({ size: 4, perKey: 4, slots: 1 });
    window.add([message(1), message(2), message(3)]);
    expect(window.room).toBe(0);
    window.take();
    expect(window.room).toBe(2);
  });

  /** A bus of messages, a consumer whose handlers end in any order and sometimes give their message back. */
  it('delivers everything, each key in order and one at a time, whatever ends when', () => {
    const keys = fc.constantFrom('a', 'b', 'c', null);
    const moves = fc.array(fc.record({ which: fc.nat(), fails: fc.integer({ min: 0, max: 9 }) }), {
      minLength: 1,
      maxLength: 60,
    });
    const limits = fc.record({
      size: fc.integer({ min: 2, max: 8 }),
      perKey: fc.integer({ min: 2, max: 4 }),
      slots: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 40 }), moves, limits, (sent, script, size) => {
        const bus = new Map(sent.map((key, n) => [String(n), message(n, key)]));
        const window = new MessageWindow<Keyed>(size);
        const running: Keyed[] = [];
        const handled: Keyed[] = [];
        for (let step = 0; bus.size > 0; step++) {
          window.forget(window.finished.filter((id) => bus.delete(id)));
          const unread = [...bus.values()].filter(
            ({ id, key }) => !window.held.includes(id) && !window.fullKeys.includes(key ?? ''),
          );
          window.add(unread.slice(0, window.room));
          running.push(...window.take());
          const runningKeys = running.flatMap(({ key }) => key ?? []);
          expect(new Set(runningKeys).size).toBe(runningKeys.length);
          expect(running.length).toBeLessThanOrEqual(size.slots);
          if (running.length === 0) break;
          const { which, fails } = script[step % script.length] ?? { which: 0, fails: 0 };
          const [ended] = running.splice(which % running.length, 1);
          // after many steps nothing fails any more, so that the property can end
          if (ended && fails === 0 && step < 100) window.giveBack(ended.id);
          else if (ended) {
            handled.push(ended);
            window.finish(ended.id);
          }
        }
        for (const key of ['a', 'b', 'c']) {
          const mine = handled.filter((each) => each.key === key).map(({ id }) => Number(id));
          expect(mine).toEqual([...mine].sort((x, y) => x - y));
        }
        expect(handled).toHaveLength(sent.length);
      }),
    );
  });
});
