import fc from 'fast-check';
import { convertInMemory } from '../testing/convert-in-memory.js';
import { exampleOntology, randomDocuments } from '../testing/random-documents.js';
import { builtInConverters, converterOf } from './converters.js';

describe.each(builtInConverters.map((converter) => [converter.name, converter] as const))('%s', (name, converter) => {
  it('gives the same files however documents are cut into slices and bytes into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomDocuments(),
        fc.nat(6),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        async (documents, border, chunk, indented) => {
          const whole = await convertInMemory(converter, { ontology: exampleOntology, slices: [documents] });
          const slices = [documents.slice(0, border), documents.slice(border)];
          const indent = indented ? 1 : undefined;
          const cut = await convertInMemory(converter, { ontology: exampleOntology, slices, chunk, indent });
          expect([...cut.files].map(([file, body]) => [file, body.toString('latin1')])).toEqual(
            [...whole.files].map(([file, body]) => [file, body.toString('latin1')]),
          );
          expect([cut.losses, cut.annotations]).toEqual([whole.losses, whole.annotations]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('never writes two files of one name', async () => {
    await fc.assert(
      fc.asyncProperty(randomDocuments(8), async (documents) => {
        const { names } = await convertInMemory(converter, { ontology: exampleOntology, slices: [documents] });
        expect(new Set(names.map((file) => file.toLowerCase())).size).toBe(names.length);
      }),
      { numRuns: 25 },
    );
  });

  it('refuses options that it does not know, and works without any', () => {
    expect(converter.options.safeParse({ thickness: 3 }).success).toBe(false);
    expect(converter.options.safeParse({}).success).toBe(true);
    expect(converterOf(name)).toBe(converter);
  });
});
