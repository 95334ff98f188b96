import { maxSelectedTasks } from '@hub/event-contracts';
import { maxEventBytes, serialise } from './message-size.js';
import { Noted, probeEvent } from './testing/probe-events.js';

describe('serialise', () => {
  it('counts bytes, not characters', () => {
    const third = 'ü'.repeat(maxEventBytes / 2 - 100);
    expect(() => serialise(probeEvent(Noted, third))).toThrow(/at most/);
    expect(serialise(probeEvent(Noted, 'x'.repeat(maxEventBytes / 2 - 100)))).toContain('xxx');
  });

  it('has room for the largest selection of tasks', () => {
    const taskIds = Array.from({ length: maxSelectedTasks }, () => '65f0000000000000000000e1');
    expect(serialise(probeEvent(Noted, { taskIds }))).toContain('65f');
  });
});
