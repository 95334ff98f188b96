import { convertInMemory } from '../testing/convert-in-memory.js';
import { conllConverter } from './conll-converter.js';

const entity = (start: number, end: number, title: string) => ({
  ner: { start, end },
  objectId: `${start}`,
  title,
  classifications: [],
});

it('tags whole tokens and counts entities that overlap, cut a token or have no text', async () => {
  const tools = [entity(0, 8, 'Person'), entity(4, 8, 'City'), entity(14, 16, 'Verb')];
  const task = { taskId: 't', stageId: 'Complete', tools, classifications: [], relations: [] };
  const one = { asset: 'Ada Lövë, who wrote', assetId: 'a', externalId: 'a b', metadata: {}, task };
  const other = { ...one, asset: 'https://cdn.example/a.txt' };
  const ontology = { tools: [], classifications: [], relations: [] };
  const { files, losses, annotations } = await convertInMemory(conllConverter, { ontology, slices: [[one, other]] });
  expect(files.get('documents.conll')?.toString()).toBe(
    '# external_id = a b\n# status = annotated\nAda B-Person\nLövë I-Person\n, O\nwho O\nwrote B-Verb\n\n' +
      '# external_id = a b\n# status = annotated\n\n',
  );
  expect(annotations).toBe(2);
  expect(losses).toEqual([
    ['ner: it cuts tokens and was widened to whole ones', 1],
    ['ner: it shares tokens with another entity', 1],
    ['ner: the export holds the address of the text only', 3],
  ]);
});
