import { pipeline } from 'node:stream/promises';
import type { Bucket, ObjectFacts } from '@hub/object-storage';
import type { Request, Response } from 'express';
import { byteRange } from './byte-range.js';

export const etagOf = (facts: ObjectFacts): string => `"${facts.bytes}-${facts.crc32c ?? facts.modifiedAt.getTime()}"`;

/** Answers GET and HEAD with an object, or the range of it that was asked for. Headers that say what it is are set already. */
export async function sendObject(
  request: Request,
  response: Response,
  bucket: Bucket,
  facts: ObjectFacts,
): Promise<void> {
  // a client that resumes another version of the file gets all of this one
  const ifRange = request.headers['if-range'];
  const range = byteRange(ifRange && ifRange !== etagOf(facts) ? undefined : request.headers.range, facts.bytes);
  if (range === 'unsatisfiable') {
    response.status(416).set('content-range', `bytes */${facts.bytes}`).end();
    return;
  }
  if (range === 'whole') response.status(200).set('content-length', `${facts.bytes}`);
  else {
    response.status(206).set('content-range', `bytes ${range.start}-${range.end}/${facts.bytes}`);
    response.set('content-length', `${range.end - range.start + 1}`);
  }
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = await bucket.get(facts.key, range === 'whole' ? undefined : range, gone.signal);
  // a client that goes away is no error of ours
  await pipeline(body, response).catch((error: unknown) => {
    if (!gone.signal.aborted) throw error;
  });
}
