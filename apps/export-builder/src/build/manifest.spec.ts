import { crc32, type FilePart } from '@hub/archive';
import { exportRequest, imageTask } from '../testing/tasks.js';
import { describeFile, manifestOf } from './manifest.js';
import { Tally } from './tally.js';

const segment = (text: string): FilePart => ({
  kind: 'segment',
  segment: {
    key: 'k',
    storedBytes: 1,
    storedCrc32: 0,
    storedCrc32c: 0,
    plainBytes: text.length,
    plainCrc32: crc32(Buffer.from(text)),
  },
});
const literal = (text: string): FilePart => ({ kind: 'literal', plain: Buffer.from(text).toString('base64') });

it('knows size and checksum of a joined file', () => {
  const sum = crc32(Buffer.from('[{"a":1},\n{"b":2}]')).toString(16).padStart(8, '0');
  const parts = [literal('['), segment('{"a":1}'), literal(',\n'), segment('{"b":2}'), literal(']')];
  expect(describeFile({ kind: 'file', name: 'data.json', parts })).toEqual({
    name: 'data.json',
    bytes: 18,
    crc32: sum,
  });
  expect(describeFile({ kind: 'file', name: 'empty.ndjson', parts: [] })).toEqual({
    name: 'empty.ndjson',
    bytes: 0,
    crc32: '00000000',
  });
});

it('says what was asked, what is inside, and that nothing is missing', () => {
  const tally = new Tally();
  tally.written(imageTask(1));
  tally.setAside([{ reason: 'bad number' }]);
  const facts = {
    request: exportRequest(),
    files: [{ name: 'data.json', bytes: 2, crc32: '00000000' }],
    documents: null,
    reconciliation: { selected: 2, exported: 1, quarantined: 1, empty: 0 },
    tally: tally.values(),
  };
  const manifest = JSON.parse(manifestOf(facts).toString()) as Record<string, unknown>;
  expect(manifest).toMatchObject({
    export: { id: facts.request.exportId, project: { name: 'Street scenes' }, snapshot: { text: '5:5:' } },
    reconciliation: facts.reconciliation,
    counts: { tasks: 1, annotations: 1, byStage: { Complete: 1 }, byBatch: { 'week-1': 1 }, byClass: { Car: 1 } },
    quarantine: { tasks: 1, reasons: { 'bad number': 1 } },
    files: facts.files,
  });
  // another attempt of the same export has the same manifest
  expect(manifestOf({ ...facts, request: exportRequest({ attempt: 2 }) })).toEqual(manifestOf(facts));
});
