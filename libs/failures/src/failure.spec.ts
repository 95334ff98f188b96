import { asFailure, Failure } from './failure.js';

const withCode = (code: string): Error => Object.assign(new Error('connect'), { code });

it('leaves a failure as it is', () => {
  const failure = new Failure('bad-key', 'user', 'No');
  expect(asFailure(failure)).toBe(failure);
});

it('takes an unknown error for a fault of ours', () => {
  expect(asFailure(new TypeError('x is not a function'))).toMatchObject({
    code: 'unexpected',
    fault: 'hub',
    retryable: false,
  });
  expect(asFailure('text')).toMatchObject({ code: 'unexpected', message: 'text' });
  // a broken constraint is a bug, not an outage
  expect(asFailure(withCode('23505'))).toMatchObject({ code: 'unexpected' });
});

it.each(['ECONNREFUSED', '57P01', '08006', '53300'])('takes %s for an outage that passes', (code) => {
  expect(asFailure(withCode(code))).toMatchObject({ code: 'unavailable', fault: 'transient', retryable: true });
});
