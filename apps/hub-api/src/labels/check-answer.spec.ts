import { CategoryLookup } from '@hub/annotation-store';
import { categorySchema } from '../testing/example-project.js';
import { answerOf, problemOf } from './check-answer.js';
import { isEntry, joinAnswers, readLabelEntry } from './label-entry.js';

const classes = new CategoryLookup(categorySchema);
const shape = { 'bounding-box': { x: 1, y: 2, width: 3, height: 4 } };
const problem = (source: Record<string, unknown>, video = false) => problemOf(answerOf(source), classes, { video });

describe('an answer', () => {
  it('is fine when its classes are known by id or title and its shapes are whole', () => {
    const tools = [
      { ...shape, schemaId: 'c1' },
      { ...shape, title: 'Cat', classifications: [{ title: 'Pose', answer: 'sitting' }] },
    ];
    expect(
      problem({
        tools,
        classifications: [{ schemaId: 'c3', answer: [] }],
        relations: [{ title: 'eats', from: 'a', to: 'b' }],
      }),
    ).toBeUndefined();
  });

  it.each([
    [{ objects: ['box'] }, 'tools[0]', 'not an object'],
    [{ objects: [shape] }, 'tools[0]', 'neither schemaId nor title'],
    [{ objects: [{ ...shape, schemaId: 'zz', title: 'Cat' }] }, 'tools[0]', 'schemaId zz'],
    [
      { objects: [{ ...shape, title: 'Cat', classifications: [{ title: 'Mood' }] }] },
      'tools[0].classifications[0]',
      'called Mood',
    ],
    [
      { classifications: [{ title: 'Weather', classifications: [{ title: 'Mood' }] }] },
      'classifications[0].classifications[0]',
      'called Mood',
    ],
    [{ relations: [{ title: 'likes' }] }, 'relations[0]', 'called likes'],
    [
      { objects: [{ title: 'Cat', 'bounding-box': { x: Infinity, y: 1, width: 1, height: 1 } }] },
      'bounding-box.x',
      'finite',
    ],
  ])('is refused with place and reason: %#', (source, path, reason) => {
    const found = problem(source);
    expect(found?.path).toContain(path);
    expect(found?.reason).toContain(reason);
  });

  it('may not have two key frames of an object on one frame', () => {
    const twice = [0, 0].map((page) => ({ ...shape, title: 'Cat', objectId: 'o', page }));
    expect(problem({ objects: twice }, true)?.reason).toContain('two key frames');
    expect(problem({ objects: twice }, false)).toBeUndefined();
  });
});

describe('label records', () => {
  it('of one asset add up', () => {
    const entries = [
      { externalId: 'a', objects: [1] },
      { externalId: 'a', answer: { tools: [2], classifications: [3] } },
    ].map(readLabelEntry);
    expect(entries.every(isEntry)).toBe(true);
    expect(joinAnswers(entries.filter(isEntry).map(({ answer }) => answer))).toMatchObject({
      tools: [1, 2],
      classifications: [3],
      relations: [],
    });
  });
});
