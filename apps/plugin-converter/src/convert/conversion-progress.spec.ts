import { ExportProgressed } from '@hub/event-contracts';
import type { ConversionContext } from './conversion-context.js';
import { conversionProgress } from './conversion-progress.js';

const context: ConversionContext = {
  exportId: 'e1',
  attempt: 1,
  organizationId: 'o1',
  projectId: 'p1',
  projectName: 'Street scenes',
  format: 'json',
  converter: 'coco',
  archive: {
    descriptor: { key: 'd', bytes: 1 },
    fileName: 'a.zip',
    bytes: 1000,
    reconciliation: { selected: 110, exported: 90, quarantined: 10, empty: 10 },
    annotations: 1,
  },
};

it('goes with the slices', () => {
  const progress = conversionProgress(context, { slices: 10, finished: 4 }, { elapsed: 2.04, perSecond: 2 });
  expect(progress).toMatchObject({
    step: 'convert',
    done: { tasks: 40, bytes: 400 },
    total: { tasks: 100, bytes: 1000 },
    elapsed: 2,
    remaining: 3,
    rate: { tasks: 20, bytes: 200 },
  });
  expect(ExportProgressed.schema.parse(progress)).toEqual(progress);
});

it('promises nothing while nobody knows how fast it is', () => {
  const pace = { elapsed: 1, perSecond: null };
  expect(conversionProgress(context, { slices: 10, finished: 4 }, pace)).toMatchObject({ remaining: null, rate: null });
  expect(conversionProgress(context, { slices: 0, finished: 0 }, pace)).toMatchObject({ remaining: 0, rate: null });
});
