import fc from 'fast-check';
import { QueryParameters } from './query-parameters.js';
import { readV2Export, type V2Endpoint } from './read-v2-export.js';

const read = (query: string, endpoint: V2Endpoint = 'export') =>
  readV2Export(new QueryParameters(`/v2/${endpoint}?${query}`), endpoint).request;

/** SDK 1.4.10, with everything it sends by itself. */
const sdk = [
  'sendEmail=false',
  'includeMetadata=true',
  'includeHistory=true',
  'doNotNotify=true',
  'format=ndjson',
  'type=task',
  'includeOnlyKeyFrames=false',
  'includeIdleBlurDurations=false',
  'taskTypes=%5B%22default%22%5D',
  'stage=%5B%22Label%22%2C+%22Complete%22%5D',
  'updatedAt=%7B%22%24gt%22%3A+%222024-05-01T00%3A00%3A00.000000Z%22%7D',
  'createdAt=%7B%7D',
  'project=65f0',
];
const expected = {
  type: 'task',
  format: 'ndjson',
  finalLineFeed: false,
  stages: ['Label', 'Complete'],
  batches: undefined,
  tasks: undefined,
  taskTypes: ['default'],
  updatedAt: { after: '2024-05-01T00:00:00.000000Z' },
  createdAt: undefined,
  include: { metadata: true, history: true, onlyKeyFrames: false, idleBlur: false },
  converter: null,
  quarantine: { policy: 'set-aside' },
  reuse: true,
  sendEmail: false,
  notify: false,
};

describe('GET /v2/export', () => {
  it('reads what the SDK sends, in any order and with anything in between', () => {
    const noise = fc.array(
      fc.constantFrom(
        'includeMask=true',
        'includeSegmentationPoints=true',
        'assignee=%7B%7D',
        'completedAt[gt]=x',
        'updatedAt[gt]=2024',
        '&',
        'x=%zz',
      ),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(sdk, { minLength: sdk.length }), noise, (order, extras) => {
        expect(read([...extras, ...order].join('&'))).toEqual(expected);
      }),
    );
  });

  it("has the SDK's defaults", () => {
    expect(read('project=65f0')).toEqual({
      ...expected,
      format: 'json',
      stages: undefined,
      taskTypes: undefined,
      updatedAt: undefined,
    });
  });

  it.each([
    [
      '1.0.10',
      'export',
      'project=65f0&stage=["Complete"]&includeSegmentationPoints=true',
      { stages: ['Complete'], finalLineFeed: false },
    ],
    [
      '1.2.1',
      'export',
      'project=65f0&includeMask=true&includeSegmentationPoints=true&format=ndjson',
      { format: 'ndjson', finalLineFeed: false },
    ],
    [
      '1.3.16',
      'exportV3',
      'project=65f0&format=ndjson&type=None&doNotNotify=false&sendEmail=true',
      { type: 'task', finalLineFeed: true, notify: true, sendEmail: true },
    ],
    ['1.3.22', 'exportV3', 'project=65f0&type=issue&foo=bar&page=1', { type: 'issue', finalLineFeed: true }],
    [
      'reference',
      'export',
      'project=65f0&format=split&batches=week-1,week-2&includeAssets=all',
      { format: 'split', batches: ['week-1', 'week-2'] },
    ],
    ['ours', 'export', 'project=65f0&tasks=["t1","t2"]', { tasks: ['t1', 't2'] }],
  ])('reads what %s sends to %s', (_, endpoint, query, request) => {
    expect(read(query, endpoint as V2Endpoint)).toMatchObject(request);
  });

  it.each([
    ['format=ndjson', 'project', ''],
    ['project=', 'project', ''],
    ['project=65f0&project=65f1', 'project', '65f0 and 65f1'],
    ['project=65f0&format=csv', 'format', 'csv'],
    ['project=65f0&type=tasks', 'type', 'tasks'],
    ['project=65f0&includeHistory=maybe', 'includeHistory', 'maybe'],
    ['project=65f0&taskTypes=["gold"]', 'taskTypes', 'gold'],
    ['project=65f0&updatedAt=[]', 'updatedAt', '[]'],
    ['project=65f0&updatedAt={', 'updatedAt', '{'],
  ])('%s: refuses %s', (query, field, value) => {
    expect(() => read(query)).toThrow(
      expect.objectContaining({ code: 'bad-request', field, value, expected: expect.any(String) }),
    );
  });
});
