import { Failure, type Fault } from '@hub/failures';
import { stagingFailure } from './staged-archives.js';

it.each<[string, Fault, string, Fault]>([
  ['object-missing', 'user', 'staged-archive-missing', 'hub'],
  ['access-denied', 'destination', 'staging-refused', 'hub'],
  ['bucket-missing', 'destination', 'staging-refused', 'hub'],
  ['store-throttled', 'transient', 'staging-unavailable', 'transient'],
  ['store-unavailable', 'transient', 'staging-unavailable', 'transient'],
  ['segment-corrupt', 'hub', 'segment-corrupt', 'hub'],
  ['aborted', 'transient', 'aborted', 'transient'],
])('%s (%s) of the staging bucket is %s (%s): no fault of the destination', (code, fault, ours, whose) => {
  expect(stagingFailure(new Failure(code, fault, 'its words'))).toMatchObject({ code: ours, fault: whose });
});

it('keeps the words of the store', () => {
  expect(stagingFailure(new Failure('access-denied', 'destination', 'AccessDenied: explicit deny')).message).toBe(
    'AccessDenied: explicit deny',
  );
});
