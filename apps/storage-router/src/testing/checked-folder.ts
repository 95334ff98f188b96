import { Failure } from '@hub/failures';
import { guardedAgents, guardSettings } from '@hub/guarded-agent';
import type { Bucket } from '@hub/object-storage';
import { CheckDestination, type CheckLimits } from '../destination-check/check-destination.js';
import type { CheckedPlace } from '../destination-check/checked-place.js';
import {
  checkSteps,
  type CheckStep,
  type DestinationReport,
  type StepReport,
} from '../destination-check/destination-report.js';
import { linkFetcher, type FetchLink } from '../destination-check/fetch-link.js';
import { ExportStorageWorld } from './export-storage-world.js';

export const place: CheckedPlace = {
  kind: 'aws-keys',
  storageName: 'Our AWS',
  bucket: 'exports',
  folder: 'daily',
  origin: 'https://hub.example',
  region: 'eu-central-1',
};

/** What differs from a bucket that can everything. */
export interface Odd {
  readonly change?: (bucket: Bucket) => Partial<Bucket>;
  readonly fetchLink?: FetchLink;
  readonly limits?: CheckLimits;
  readonly place?: Partial<CheckedPlace>;
  readonly open?: () => Promise<Bucket>;
}

/** The destination check on a folder whose links a router serves. */
export class CheckedFolder {
  readonly fetchLink = linkFetcher(guardedAgents(guardSettings.parse({ OUTBOUND_ALLOW: '127.0.0.1' })));

  private constructor(private readonly world: ExportStorageWorld) {}

  static async open(): Promise<CheckedFolder> {
    return new CheckedFolder(await ExportStorageWorld.open());
  }

  get bucket(): Bucket {
    return this.world.bucket;
  }

  check(odd: Odd = {}, folder = 'daily/2026'): Promise<DestinationReport> {
    const { change, fetchLink = this.withCors, limits = { step: 5, whole: 10 } } = odd;
    const open = () => Promise.resolve({ ...this.bucket, ...change?.(this.bucket) });
    return new CheckDestination(fetchLink, limits).execute({
      place: { ...place, ...odd.place },
      folder,
      open: odd.open ?? open,
    });
  }

  /** What the router's own links lack: it serves pages of its own origin only. */
  readonly withCors: FetchLink = async (url, call) => {
    const answer = await this.fetchLink(url, call);
    const headers = { ...answer.headers, 'access-control-allow-origin': place.origin };
    return call.method === 'OPTIONS' ? { status: 200, headers, body: Buffer.alloc(0) } : { ...answer, headers };
  };

  keys(): Promise<string[]> {
    return this.world.keys();
  }

  unfinishedUploads(): Promise<string[]> {
    return this.world.unfinishedUploads();
  }

  async empty(): Promise<void> {
    for (const key of await this.keys()) await this.bucket.delete(key);
  }

  close(): Promise<void> {
    return this.world.close();
  }
}

export const denied = (): Failure =>
  new Failure('access-denied', 'destination', 'The store refused us: AccessDenied: not authorized');
export const refuse = (failure: Failure) => () => Promise.reject(failure);

export function at(report: DestinationReport, step: CheckStep): StepReport {
  const found = report.steps.find((one) => one.step === step);
  if (!found) throw new Error(`The report has no ${step}`);
  return found;
}
export const outcomes = (report: DestinationReport): string[] =>
  report.steps.map(({ step, outcome }) => `${step} ${outcome}`);
/** All steps passed, except for these. */
export const only = (flaws: Partial<Record<CheckStep, string>>): string[] =>
  checkSteps.map((step) => `${step} ${flaws[step] ?? 'passed'}`);
