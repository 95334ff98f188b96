import { convertInMemory } from '../testing/convert-in-memory.js';
import { jsonlConverter } from '../jsonl/jsonl-converter.js';
import { csvConverter } from './csv-converter.js';

const ontology = {
  tools: [{ title: 'Word', tool: 'ner', classifications: [{ title: 'Sure', classifications: [{ title: 'Why' }] }] }],
  classifications: [],
  relations: [],
};
const document = (tools: unknown[], more: object = {}) => ({
  asset: 'https://cdn.example/a.txt',
  assetId: 'a',
  externalId: '=1+1',
  metadata: {},
  batches: [],
  task: { taskId: 't1', stage: 'Label', totalDuration: 0, tools, classifications: [], relations: [] },
  ...more,
});
const word = {
  ner: { start: 0, end: 3, selection: 'a,b' },
  objectId: 'o1',
  title: 'Word',
  classifications: [
    { title: 'Sure', answer: 'no', classifications: [{ title: 'Why', answer: 'a "b"\nc' }] },
    { title: 'New', answer: ['x'] },
  ],
};

describe('CSV', () => {
  it('writes answers under their paths, unknown ones as JSON, and no formula', async () => {
    const { files, losses } = await convertInMemory(csvConverter, { ontology, slices: [[document([word])]] });
    expect(files.get('objects.csv')?.toString()).toBe(
      'task_id,external_id,asset,page,object_id,class,kind,stopped,x,y,width,height,rotation,geometry,answer: Sure,answer: Sure / Why,other\n' +
        `t1,'=1+1,https://cdn.example/a.txt,,o1,Word,ner,,,,,,,"{""start"":0,""end"":3,""selection"":""a,b""}",no,"a ""b""\nc","[{""question"":""New"",""answer"":[""x""]}]"\n`,
    );
    expect(losses).toEqual([['text that begins like a formula: an apostrophe stands before it', 2]]);
  });
});

describe('JSONL', () => {
  it('writes a line for each document, with its text where the export has it', async () => {
    const slices = [[document([word]), document([], { asset: 'a,b c' })]];
    const { files, losses } = await convertInMemory(jsonlConverter, { ontology, slices });
    const lines = (files.get('documents.jsonl')?.toString() ?? '').trimEnd().split('\n');
    const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({
      text: null,
      entities: [{ id: 'o1', label: 'Word', start_offset: 0, end_offset: 3 }],
      status: 'annotated',
    });
    expect(second).toMatchObject({ text: 'a,b c', entities: [], status: 'unlabelled' });
    expect(losses).toEqual([['text of the document: the export holds its address only', 1]]);
  });

  it('writes start, end and class alone if that is wished, and counts what it leaves out', async () => {
    const wish = { ontology, slices: [[document([word])]], options: { spans: 'label' } };
    const { files, losses } = await convertInMemory(jsonlConverter, wish);
    expect(JSON.parse(files.get('documents.jsonl')?.toString() ?? '')).toMatchObject({ label: [[0, 3, 'Word']] });
    expect(losses[0]).toEqual(['answers about an object: label holds start, end and class', 2]);
  });
});
