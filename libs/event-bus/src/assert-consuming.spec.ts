import { assertConsuming } from './assert-consuming.js';

it('takes a consumer that is busy for a minute, and no service without consumers, for one that hangs', async () => {
  await expect(assertConsuming({ sinceLastFetch: () => 0 })).resolves.toBeUndefined();
  await expect(assertConsuming({ sinceLastFetch: () => 60_000 })).resolves.toBeUndefined();
  await expect(assertConsuming({ sinceLastFetch: () => 121_000 })).rejects.toMatchObject({
    code: 'bus-silent',
    fault: 'transient',
    message: expect.stringContaining('121 s') as unknown,
  });
});
