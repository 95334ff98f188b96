import fc from 'fast-check';
import type { DeliveryRequest } from './delivery.js';
import { placesOf, sameDestination } from './destination.js';

const destination = { storageId: 's1', bucket: 'annotations', path: 'exports/{date}' };
const request = (change: Partial<DeliveryRequest> = {}): DeliveryRequest => ({
  exportId: 'e1',
  kind: 'original',
  attempt: 1,
  organizationId: 'o1',
  projectId: 'p1',
  projectName: 'Street scenes',
  format: 'json',
  converter: null,
  destination,
  requestedAt: '2026-11-24T23:30:00.000Z',
  archive: {
    descriptor: { key: 'd1', bytes: 1 },
    fileName: 'a.zip',
    bytes: 1,
    reconciliation: { selected: 0, exported: 0, quarantined: 0, empty: 0 },
    annotations: 0,
  },
  ...change,
});
const keys = (wish: DeliveryRequest): string[] => [...placesOf(wish, 'exports')].map(({ key }) => key);
const named = (fileName: string, change: Partial<DeliveryRequest> = {}): DeliveryRequest =>
  request({ ...change, archive: { ...request().archive, fileName } });

describe('the places of an artifact', () => {
  it('are under the rendered path; then with the id of the export', () => {
    expect(keys(request()).slice(0, 3)).toEqual([
      'exports/2026-11-24/a.zip',
      'exports/2026-11-24/a-e1.zip',
      'exports/2026-11-24/a-e1-2.zip',
    ]);
  });

  it('of a converted file have the name of its converter before that', () => {
    expect(keys(request({ kind: 'converted', converter: 'coco' })).slice(0, 3)).toEqual([
      'exports/2026-11-24/a.zip',
      'exports/2026-11-24/a-coco.zip',
      'exports/2026-11-24/a-coco-e1.zip',
    ]);
  });

  it('without a destination are a folder of the export in the default bucket', () => {
    const [first] = placesOf(request({ destination: undefined }), 'exports');
    expect(first).toEqual({ storageId: null, bucket: 'exports', fileName: 'a.zip', key: 'p1/exports/e1/a.zip' });
  });

  it('know when it was requested from the name, when nobody else says so', () => {
    const old = { requestedAt: undefined };
    expect(keys(named('x-task-export-2025-01-02-10_00_00_GMT.zip', old))[0]).toMatch(/^exports\/2025-01-02\//);
    expect(() => keys(named('x.zip', old))).toThrow(expect.objectContaining({ code: 'request-undated' }));
  });

  it('are all different, short enough, and the same each time', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-zäé製.-]{1,300}$/),
        fc.constantFrom('original' as const, 'converted' as const),
        (fileName, kind) => {
          const wish = named(fileName, { kind, converter: kind === 'converted' ? 'coco' : null });
          const places = keys(wish);
          expect(new Set(places).size).toBe(places.length);
          expect(
            Math.max(...places.map((key) => Buffer.byteLength(key.slice('exports/2026-11-24/'.length)))),
          ).toBeLessThanOrEqual(255);
          expect(keys(wish)).toEqual(places);
        },
      ),
    );
  });
});

describe('a destination', () => {
  it('is another one when anything of it is', () => {
    expect(sameDestination(request(), request({ destination: { ...destination } }))).toBe(true);
    expect(sameDestination(request({ destination: undefined }), request({ destination: undefined }))).toBe(true);
    for (const other of [
      undefined,
      ...(['storageId', 'bucket', 'path'] as const).map((k) => ({ ...destination, [k]: 'x' })),
    ])
      expect(sameDestination(request(), request({ destination: other }))).toBe(false);
  });
});
