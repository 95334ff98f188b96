import { startNativeHub } from './hubs/native-hub.js';
import type { HurtableHub } from './hubs/hub.js';
import { demoDataJourneys } from './journeys/demo-data.journeys.js';
import { peopleJourneys } from './journeys/people.journeys.js';

jest.setTimeout(240_000);

describe('on Kafka, as separate processes', () => {
  let hub: HurtableHub;
  beforeAll(async () => void (hub = await startNativeHub()));
  afterAll(() => hub?.stop());

  demoDataJourneys(() => hub);
  peopleJourneys(() => hub);
});
