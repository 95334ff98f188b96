import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classificationsOf, demoFiles, demoFolder, importInMemory, textFile } from '../testing/memory-import.js';
import { classificationCsv } from './classification-csv.format.js';
import { columnRoles } from './column-roles.js';

describe('classification-csv', () => {
  it('imports DeepWeeds: a class for each image, and the other column beside it', async () => {
    const rows = readFileSync(join(demoFolder, 'classification/deepweeds/labels.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const { tasks, setAside, classes } = await importInMemory(classificationCsv, demoFiles('classification/deepweeds'));
    expect(setAside).toEqual([]);
    expect(
      tasks.map(({ externalId, contextData }, i) => {
        const answer = classificationsOf([tasks[i]!])[0]?.['answer'];
        return `${externalId},${String(contextData?.['Label'])},${String(answer)}`;
      }),
    ).toEqual(rows);
    const [species] = classes.schema().classifications;
    expect(species).toMatchObject({ title: 'Species', tool: 'radio' });
    expect((species?.['options'] as unknown[]).length).toBe(new Set(rows.map((row) => row.split(',')[2])).size);
  });

  it('reads quotes and line breaks in them, and sets rows aside that do not fit the header', async () => {
    const text = 'class,file\r\n"a, ""b""\nc",1.png\r\nonly one\r\nx,\r\nz,3.png\r\n';
    const { tasks, setAside } = await importInMemory(classificationCsv, [textFile('t.csv', text)]);
    expect(tasks.map(({ externalId }) => externalId)).toEqual(['1.png', '3.png']);
    expect(classificationsOf(tasks).map((item) => item['answer'])).toEqual(['a, "b"\nc', 'z']);
    expect(setAside.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
      'line 4: 1 columns instead of 2',
      'line 5: no value in column file',
    ]);
  });

  it('keeps what comes before a quote that is never closed', async () => {
    const { tasks, setAside } = await importInMemory(classificationCsv, [
      textFile('t.csv', 'file,c\n1.png,a\n2.png,"b'),
    ]);
    expect(tasks).toHaveLength(1);
    expect(setAside).toEqual([expect.objectContaining({ kind: 'bad-row', place: 'line 3' })]);
  });

  it('tells the columns apart', () => {
    expect(columnRoles(['Filename', 'Label', 'Species'], ['a.jpg', '0', 'Weed'])).toEqual({
      file: 'Filename',
      classes: ['Species'],
    });
    expect(columnRoles(['x', 'y'], ['a.jpg', '0'])).toEqual({ file: 'x', classes: ['y'] });
  });
});
