import { Failure } from '@hub/failures';
import { keyUnder, mostFileNameBytes, renderPath } from '@hub/object-storage';
import type { DeliveryRequest, Location } from './delivery.js';

/** Where a file may go. */
export interface Place extends Location {
  readonly fileName: string;
}

const mostNames = 10;

/**
 * Where an artifact may go, in the order in which it is tried: under its own name, a converted file then with its
 * converter's, then with the export's id before the extension. The same export always has the same places.
 */
export function* placesOf(request: DeliveryRequest, defaultBucket: string): Generator<Place> {
  const folder = folderOf(request);
  const { storageId = null, bucket = defaultBucket } = request.destination ?? {};
  for (const fileName of namesOf(request)) yield { storageId, bucket, fileName, key: keyUnder(folder, fileName) };
}

/** Whether two requests want the same place. */
export function sameDestination(one: DeliveryRequest, other: DeliveryRequest): boolean {
  const [a, b] = [one.destination, other.destination];
  return a?.storageId === b?.storageId && a?.bucket === b?.bucket && a?.path === b?.path;
}

function* namesOf({ kind, converter, exportId, archive }: DeliveryRequest): Generator<string> {
  const { fileName } = archive;
  yield withSuffix(fileName, '');
  const form = kind === 'converted' ? `-${converter ?? 'converted'}` : '';
  if (form !== '') yield withSuffix(fileName, form);
  yield withSuffix(fileName, `${form}-${exportId}`);
  for (let n = 2; n < mostNames; n++) yield withSuffix(fileName, `${form}-${exportId}-${n}`);
}

function folderOf(request: DeliveryRequest): string {
  const { exportId, projectId, destination } = request;
  if (!destination) return `${projectId}/exports/${exportId}`;
  return renderPath(destination.path, {
    project: request.projectName,
    projectId,
    exportId,
    requestedAt: requestedAt(request),
    format: request.kind === 'converted' ? (request.converter ?? request.format) : request.format,
    kind: request.kind,
  });
}

/** `…-2026-11-24-10_00_00_GMT.zip`: requests of before say when they were made by their file's name only. */
const named = /(\d{4}-\d\d-\d\d)-(\d\d)_(\d\d)_(\d\d)_GMT/;

function requestedAt({ requestedAt: told, archive }: DeliveryRequest): Date {
  const [, day, ...time] = named.exec(archive.fileName) ?? [];
  const at = new Date(told ?? `${day}T${time.join(':')}Z`);
  if (Number.isNaN(at.getTime())) throw new Failure('request-undated', 'hub', 'Nobody knows when this was requested');
  return at;
}

/** Before the extension; long names are cut between characters. */
function withSuffix(fileName: string, suffix: string): string {
  const [, stem = '', extension = ''] = /^(.*?)(\.[^.]{1,16})?$/s.exec(fileName) ?? [];
  let kept = stem;
  while (Buffer.byteLength(kept + suffix + extension) > mostFileNameBytes) kept = [...kept].slice(0, -1).join('');
  return kept + suffix + extension;
}
