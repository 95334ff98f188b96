import fc from 'fast-check';
import { textFile } from '../testing/memory-import.js';
import { BrokenSource } from '../source/source-file.js';
import { splitJson, type JsonRecord } from './split-json.js';

async function split(text: string, pieceBytes = 7): Promise<{ records: JsonRecord[]; broken?: BrokenSource }> {
  const records: JsonRecord[] = [];
  try {
    for await (const record of splitJson(textFile('x.json', text, pieceBytes).chunks)) records.push(record);
    return { records };
  } catch (error) {
    if (!(error instanceof BrokenSource)) throw error;
    return { records, broken: error };
  }
}

describe('splitJson', () => {
  it('gives every member and element of any document, wherever it is cut into pieces', async () => {
    const document = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(
        document,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0, 2),
        async (value, bytes, indent) => {
          const { records, broken } = await split(JSON.stringify(value, null, indent), bytes);
          expect(broken).toBeUndefined();
          const wanted = Array.isArray(value)
            ? value.map((item, index) => ['', index, item])
            : Object.entries(value).flatMap(([member, item]) =>
                Array.isArray(item) ? item.map((element, index) => [member, index, element]) : [[member, null, item]],
              );
          expect(records.map(({ member, index, text }) => [member, index, JSON.parse(text)])).toEqual(
            JSON.parse(JSON.stringify(wanted)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('goes on behind a record that is not JSON, and knows the lines', async () => {
    const { records } = await split('{"a": [\n  NaN,\n {"b": bad},\n 3], "c": 1}');
    expect(records.map(({ member, index, line, text }) => [member, index, line, text.trim()])).toEqual([
      ['a', 0, 2, 'NaN'],
      ['a', 1, 3, '{"b": bad}'],
      ['a', 2, 4, '3'],
      ['c', null, 4, '1'],
    ]);
  });

  it.each([
    ['[1, 2', 1, 'the file is cut off in [1]'],
    ['{"a": [1],\n"b', 2, 'the file is cut off'],
    ['{"a": {"x": "}', 1, 'the file is cut off in a'],
    ['hello', 1, 'not JSON: not a JSON object or array'],
    ['{"a": [1}', 1, 'not JSON: a closing } that was not opened'],
    ['[1] [2]', 1, 'not JSON: something follows the end of the document'],
    ['', 1, 'the file is cut off'],
  ])('says where %j is broken', async (text, line, reason) => {
    const { broken } = await split(text);
    expect([broken?.line, broken?.message]).toEqual([line, reason]);
  });

  it('refuses a record that no process should hold, after those before it', async () => {
    const { records, broken } = await split(`{"a": [1, "${'x'.repeat(8 * 1024 * 1024)}"]}`);
    expect([records.length, broken?.message]).toEqual([1, 'not JSON: a record of more than 8388608 characters']);
  });

  it('refuses bytes that are not UTF-8 instead of losing them', async () => {
    const chunks = async function* () {
      yield Buffer.from('["ok"');
      yield Buffer.from([0x2c, 0x22, 0xff, 0x22, 0x5d]);
    };
    const read = async () => {
      for await (const record of splitJson(chunks())) expect(record.text).toBe('"ok"');
    };
    await expect(read()).rejects.toThrow('not UTF-8');
  });
});
