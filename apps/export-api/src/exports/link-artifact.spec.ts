import { sampleExport, StepNews } from '../testing/sample-export.js';
import { linkable } from './link-artifact.js';

const artifact = (expiredAt: string | null = null) => ({
  ...new StepNews(sampleExport()).outgoing.delivered('original').parsed.data.artifact,
  deliveredAt: '2026-11-24T10:00:01.000Z',
  expiredAt,
});

describe('an artifact', () => {
  it('is linked once it is delivered, also when the conversion failed or goes on', () => {
    for (const state of ['completed', 'converting', 'failed', 'cancelled'] as const) {
      expect(linkable(sampleExport({ state, converter: 'coco', artifacts: [artifact()] }), 'original').fileName).toBe(
        'original.zip',
      );
    }
  });

  it.each([
    [
      'not yet there',
      sampleExport({ state: 'building' }),
      'original',
      'conflict',
      'The export is building: the file is not there yet.',
    ],
    [
      'never to be there',
      sampleExport({ state: 'failed' }),
      'original',
      'conflict',
      'The export is failed: it ended without this file.',
    ],
    [
      'not asked for',
      sampleExport({ state: 'completed', artifacts: [artifact()] }),
      'converted',
      'not-found',
      'This export has no converted file: no converter was asked for.',
    ],
    [
      'gone',
      sampleExport({ state: 'expired', artifacts: [artifact('2026-12-24T10:00:00.000Z')] }),
      'original',
      'gone',
      'The original file was removed on 2026-12-24, after its retention time. Export again.',
    ],
  ] as const)('is refused when it is %s', (_, one, kind, code, message) => {
    expect(() => linkable(one, kind)).toThrow(expect.objectContaining({ code, message }));
  });
});
