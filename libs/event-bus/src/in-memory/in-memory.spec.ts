import { busContract } from '../testing/bus-contract.js';
import { InMemoryBus } from './in-memory-bus.js';

busContract('in-memory bus', async () => {
  const state = InMemoryBus.emptyState();
  return {
    open: (retry) => new InMemoryBus({ retry }, state),
    deadLetters: async (topic, group) =>
      state.deadLetters
        .filter((letter) => letter.group === group && letter.delivery.topic === topic)
        .map(({ delivery, reason, attempts }) => ({ id: delivery.envelope.id, reason, attempts })),
    close: async () => undefined,
  };
});
