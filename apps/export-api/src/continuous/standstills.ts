import type { Standstill } from './continuous-delivery.js';

export const mayNoLonger = (email: string): Standstill => ({
  code: 'forbidden',
  message: `${email}, in whose name batches are exported, may no longer export this project.`,
  remedy: 'Somebody who may export it saves the continuous delivery: it goes on in their name without loss.',
});

export const projectGone: Standstill = {
  code: 'project-deleted',
  message: 'The project was deleted.',
  remedy: 'Delete the continuous delivery too.',
};

export const restored: Standstill = {
  code: 'snapshot-unreadable',
  message: 'The database was restored after the last batch, so what changed since cannot be told.',
  remedy:
    "Save the continuous delivery with restart: true, and from: 'beginning' to get everything once more, or from: 'now'.",
};
