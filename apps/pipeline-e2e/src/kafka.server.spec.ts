import { startNativeHub } from './hubs/native-hub.js';
import type { HurtableHub } from './hubs/hub.js';
import { continuousJourneys } from './journeys/continuous.journeys.js';
import { deltaJourneys } from './journeys/delta.journeys.js';
import { demoDataJourneys } from './journeys/demo-data.journeys.js';
import { bareProjectsJourneys } from './journeys/bare-projects.journeys.js';
import { hostileLabelsJourneys } from './journeys/hostile-labels.journeys.js';
import { peopleJourneys } from './journeys/people.journeys.js';
import { previewJourneys } from './journeys/preview.journeys.js';
import { unwritableJourneys } from './journeys/unwritable.journeys.js';

jest.setTimeout(240_000);

describe('on Kafka, as separate processes', () => {
  let hub: HurtableHub;
  beforeAll(async () => void (hub = await startNativeHub()));
  afterAll(() => hub?.stop());

  demoDataJourneys(() => hub);
  peopleJourneys(() => hub);
  unwritableJourneys(() => hub);
  hostileLabelsJourneys(() => hub);
  bareProjectsJourneys(() => hub);
  previewJourneys(() => hub);
  deltaJourneys(() => hub);
  continuousJourneys(() => hub);

  it('stops every service in order within seconds', async () => {
    for (const { service, exitCode, milliseconds } of await hub.stopServices()) {
      expect({ service, exitCode }).toEqual({ service, exitCode: 0 });
      expect(milliseconds).toBeLessThan(5000);
    }
  });
});
