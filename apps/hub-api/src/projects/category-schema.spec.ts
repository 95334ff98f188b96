import { isObject, listOf } from '@hub/annotations';
import { Failure } from '@hub/failures';
import fc from 'fast-check';
import { categorySchemaSchema, completeSchema, emptySchema } from './category-schema.js';

const ids = (item: unknown): unknown[] =>
  isObject(item) ? [item['schemaId'], ...listOf(item['classifications']).flatMap(ids)] : [];

describe('a category schema', () => {
  it('may come with nulls and without lists', () => {
    expect(categorySchemaSchema.parse({ tools: null })).toEqual(emptySchema);
  });

  it('keeps what it does not know, and ids that are there', () => {
    const tool = {
      tool: 'polygon',
      title: 'Cat',
      schemaId: 'a',
      ocrEnabled: true,
      classifications: [{ tool: 'text', title: 'Note' }],
    };
    const [complete] = completeSchema({ ...emptySchema, tools: [tool] }).tools;
    expect(complete).toEqual({
      ...tool,
      classifications: [{ ...tool.classifications[0], schemaId: expect.stringMatching(/^[0-9a-f]{23}$/) }],
    });
  });

  it('is refused when two classes share an id, wherever they stand', () => {
    const tools = [{ title: 'a', schemaId: 'x', classifications: [{ title: 'b', schemaId: 'x' }] }];
    expect(() => completeSchema({ ...emptySchema, tools })).toThrow(Failure);
    expect(() => completeSchema({ ...emptySchema, tools })).toThrow('tools.0.classifications.0.schemaId stands twice');
  });

  it('has a different id on every class once it is complete, and completing it again changes nothing', () => {
    const item = (depth: number): fc.Arbitrary<Record<string, unknown>> =>
      fc.record({
        title: fc.string(),
        classifications: depth === 0 ? fc.constant([]) : fc.array(item(depth - 1), { maxLength: 3 }),
      });
    fc.assert(
      fc.property(fc.array(item(3), { maxLength: 5 }), (tools) => {
        const complete = completeSchema({ ...emptySchema, tools });
        const all = complete.tools.flatMap(ids);
        expect(all.every((id) => typeof id === 'string' && id !== '')).toBe(true);
        expect(new Set(all).size).toBe(all.length);
        expect(completeSchema(complete)).toEqual(complete);
      }),
    );
  });
});
