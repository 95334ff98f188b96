import { buffer } from 'node:stream/consumers';
import type { ByteRange } from '@hub/object-storage';
import type { CheckStepRun, Finding } from '../check-step.js';
import type { Probe } from '../probe.js';

export const probeRange: ByteRange = { start: 4, end: 11 };

export const read: CheckStepRun = {
  step: 'read',
  needs: ['write'],
  ability: 'read',
  async run(probe) {
    const facts = await probe.bucket.head(probe.keys.object);
    const same = facts?.bytes === probe.body.length && (await bytesOf(probe)).equals(probe.body);
    return same ? null : differs('What we read back is not what we wrote.');
  },
};

export const range: CheckStepRun = {
  step: 'range',
  needs: ['read'],
  ability: 'read',
  async run(probe) {
    const expected = probe.body.subarray(probeRange.start, probeRange.end + 1);
    const same = (await bytesOf(probe, probeRange)).equals(expected);
    return same ? null : differs('The store does not give the part of a file that was asked for.');
  },
};

const bytesOf = async ({ bucket, keys, signal }: Probe, part?: ByteRange): Promise<Buffer> =>
  buffer(await bucket.get(keys.object, part, signal));

const differs = (message: string): Finding => ({ outcome: 'failed', code: 'bytes-differ', message, ability: 'read' });
