import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderBucket, type Bucket } from '@hub/object-storage';
import { boundedCalls } from './bounded-calls.js';

const never = new Promise<never>(() => undefined);
const folder = mkdtempSync(join(tmpdir(), 'hub-bounded-'));
afterAll(() => rmSync(folder, { recursive: true }));
const open = (change: Partial<Bucket> = {}): Bucket => ({ ...openFolderBucket(folder, 'b'), ...change });

describe('bounded calls', () => {
  it('give what the bucket gives', async () => {
    const bucket = boundedCalls(open(), { signal: new AbortController().signal, callMs: 10_000 });
    await bucket.put('a', Buffer.from('x'));
    expect(await bucket.head('a')).toMatchObject({ bytes: 1 });
    await expect(bucket.put('a', Buffer.from('y'), { ifAbsent: true })).rejects.toMatchObject({
      code: 'object-exists',
    });
  });

  it('end after their time, and tell the call', async () => {
    let told: AbortSignal | undefined;
    const silent = open({ put: (_key, _body, options) => ((told = options?.signal), never) });
    const bucket = boundedCalls(silent, { signal: new AbortController().signal, callMs: 10 });
    await expect(bucket.put('a', Buffer.from('x'))).rejects.toMatchObject({
      code: 'store-unavailable',
      fault: 'transient',
      message: 'The store did not answer within 0.01 s',
    });
    expect(told?.aborted).toBe(true);
  });

  it('end with the signal, and begin no more after it', async () => {
    const life = new AbortController();
    let calls = 0;
    const silent = open({ head: () => (calls++, never) });
    const bucket = boundedCalls(silent, { signal: life.signal, callMs: 10_000 });
    const running = bucket.head('a');
    life.abort();
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    await expect(bucket.head('a')).rejects.toMatchObject({ code: 'aborted' });
    expect(calls).toBe(1);
  });
});
