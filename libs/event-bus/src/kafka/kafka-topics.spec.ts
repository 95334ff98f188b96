import { topics } from '@hub/event-contracts';
import { topicNames } from './kafka-topics.js';

describe('topicNames', () => {
  it('has every topic, and for its readers a place for dead letters', () => {
    const names = topicNames();
    expect(names.topics).toEqual(Object.keys(topics));
    expect(names.deadLetters).toEqual(
      expect.arrayContaining([
        'exports.export-builder.dlq',
        'exports.notifier.dlq',
        'export-steps.storage-router.dlq',
        'build-slices.export-builder-slices.dlq',
        'delivery-slices.storage-router-slices.dlq',
        'conversion-slices.plugin-converter-slices.dlq',
      ]),
    );
    expect(new Set(names.deadLetters).size).toBe(names.deadLetters.length);
  });
});
