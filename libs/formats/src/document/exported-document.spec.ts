import { exportedToolSchema } from './exported-document.js';

const tool = { objectId: 'o1', title: 'Car', classifications: [] };

it.each([
  ['whose importer kept other things than a crowd', { ...tool, source: { difficult: 1 } }],
  ['whose importer kept nothing', { ...tool, source: {} }],
  ['with a question nobody answered', { ...tool, classifications: [{ title: 'Colour' }] }],
  [
    'with one nobody answered inside',
    { ...tool, classifications: [{ title: 'A', answer: 1, classifications: [{ title: 'B' }] }] },
  ],
])('an object %s is taken as it is', (_, given) => {
  expect(exportedToolSchema.parse(given)).toEqual(given);
});
