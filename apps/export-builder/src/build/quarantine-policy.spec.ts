import fc from 'fast-check';
import { imageTask } from '../testing/tasks.js';
import { mostSetAside, SetAsides, tooManyUnwritable } from './quarantine-policy.js';

const first = { taskId: 't7', externalId: 'image 7.png', path: 'tools/0/x', reason: 'not a finite number' };

it('reads the policy as a limit', () => {
  expect(mostSetAside(undefined)).toBe(Infinity);
  expect(mostSetAside({ policy: 'set-aside' })).toBe(Infinity);
  expect(mostSetAside({ policy: 'fail' })).toBe(0);
  expect(mostSetAside({ policy: 'fail-above', limit: 12 })).toBe(12);
});

it('says how many, how many are allowed, which one first and why, and what helps', () => {
  const failure = tooManyUnwritable({ found: 13, early: false, limit: 12, first });
  expect(failure).toMatchObject({ code: 'too-many-unwritable', fault: 'user', retryable: false });
  expect(failure.message).toMatch(
    /^13 tasks cannot be written, and this export allows 12 at most\. The first is "image 7\.png" \(task t7\): tools\/0\/x not a finite number\. /,
  );
  expect(failure.message).toContain('set-aside');
  expect(failure.message).toContain('Trying this export again does not help');
  expect(tooManyUnwritable({ found: 1, early: true, limit: 0, first }).message).toMatch(
    /^At least 1 task cannot be written, and this export allows none\./,
  );
});

it('stops at the task that is one too many, with a message an event can hold, whatever the tasks are called', () => {
  const text = fc.string({ maxLength: 5000, unit: 'binary' });
  fc.assert(
    fc.property(text, text, text, text, fc.nat(9), fc.nat(9), (taskId, externalId, path, reason, before, more) => {
      const most = before + more;
      const setAside = new SetAsides({ most, before });
      const add = (): void => setAside.add(imageTask(1, { taskId, externalId }), [{ objectId: null, path, reason }]);
      for (let n = 0; n < more; n++) add();
      const message = messageOf(add);
      expect(message).toMatch(new RegExp(`^At least ${most + 1} task`));
      expect(message).toContain('does not help');
      expect(message.length).toBeLessThan(2000);
      expect(Buffer.from(message).toString()).toBe(message);
      expect(message).not.toMatch(/\p{Cc}/u);
    }),
  );
});

function messageOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
