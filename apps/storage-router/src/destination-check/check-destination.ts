import { asFailure } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';
import type { CheckedPlace } from './checked-place.js';
import type { CheckStepRun } from './check-step.js';
import type { CheckStep, DestinationReport, StepReport } from './destination-report.js';
import type { FetchLink } from './fetch-link.js';
import { judgeError, judgeFinding } from './judge.js';
import { probeBody, probeFileName, probeKeys, type Probe } from './probe.js';
import { remove } from './steps/delete-step.js';
import { cors, link } from './steps/link-steps.js';
import { parts } from './steps/parts-step.js';
import { reachStore } from './steps/reach-store.js';
import { range, read } from './steps/read-steps.js';
import { neverOverwrite, write } from './steps/write-steps.js';
import { within } from './time-limit.js';

/** In seconds. The probe is removed in a time of its own. */
export interface CheckLimits {
  readonly step: number;
  readonly whole: number;
}

export interface CheckRequest {
  readonly place: CheckedPlace;
  /** The rendered path; empty is the root of the bucket. */
  readonly folder: string;
  readonly open: () => Promise<Bucket>;
}

type ProbeOfCheck = Omit<Probe, 'signal'>;

const steps: readonly CheckStepRun[] = [write, neverOverwrite, read, range, parts, link, cors];

/**
 * Tries everything a delivery and its links will ask of a bucket, on a file of its own, and says what is missing and how
 * to grant it. Knows the store only through its port. Throws only what is ours.
 */
export class CheckDestination {
  constructor(
    private readonly fetchLink: FetchLink,
    private readonly limits: CheckLimits,
  ) {}

  async execute({ place, folder, open }: CheckRequest): Promise<DestinationReport> {
    const whole = AbortSignal.timeout(this.limits.whole * 1000);
    const keys = probeKeys(folder);
    const reports: StepReport[] = [];
    const bucket = await this.reach(open, keys, place, whole).catch((error: unknown) => {
      // our own database, say: nothing is found out about the store
      if (asFailure(error).code === 'unavailable') throw error;
      reports.push(judgeError('address', error, place, { ability: 'reach' }));
      return null;
    });
    if (bucket) {
      reports.push({ step: 'address', outcome: 'passed' });
      const { fetchLink } = this;
      const probe = { bucket, keys, body: probeBody(), fileName: probeFileName, origin: place.origin, fetchLink };
      for (const step of steps) reports.push(await this.run(step, reports, probe, place, whole));
      reports.push(await this.cleanUp(reports, probe, place));
    } else {
      for (const { step } of [...steps, remove]) reports.push({ step, outcome: 'skipped' });
    }
    const ok = reports.every(({ outcome }) => outcome === 'passed' || outcome === 'warning');
    return { ok, steps: reports, checkedAt: new Date().toISOString() };
  }

  private reach(open: () => Promise<Bucket>, keys: Probe['keys'], place: CheckedPlace, whole: AbortSignal) {
    return within(this.stepSignal(whole), reachStore(open, keys, place));
  }

  private async run(
    run: CheckStepRun,
    reports: readonly StepReport[],
    probe: ProbeOfCheck,
    place: CheckedPlace,
    whole?: AbortSignal,
  ): Promise<StepReport> {
    const { step, needs } = run;
    if (whole?.aborted || !needs.every((need) => stands(need, reports))) return { step, outcome: 'skipped' };
    const signal = this.stepSignal(whole);
    try {
      const finding = await within(signal, run.run({ ...probe, signal }));
      return finding ? judgeFinding(step, finding, place) : { step, outcome: 'passed' };
    } catch (error) {
      return judgeError(step, error, place, run);
    }
  }

  /** A write whose answer was lost may have left something too. */
  private async cleanUp(reports: readonly StepReport[], probe: ProbeOfCheck, place: CheckedPlace): Promise<StepReport> {
    const report = await this.run(remove, reports, probe, place);
    if (report.outcome === 'skipped') {
      await within(this.stepSignal(), probe.bucket.delete(probe.keys.object)).catch(() => undefined);
      return report;
    }
    if (report.outcome === 'passed') return report;
    const message = `The file of this check, ${probe.keys.object}, stays in the bucket; exports arrive all the same. ${report.message ?? ''}`;
    return { ...report, message };
  }

  private stepSignal(whole?: AbortSignal): AbortSignal {
    const own = AbortSignal.timeout(this.limits.step * 1000);
    return whole ? AbortSignal.any([whole, own]) : own;
  }
}

const stands = (step: CheckStep, reports: readonly StepReport[]): boolean =>
  reports.some((report) => report.step === step && (report.outcome === 'passed' || report.outcome === 'warning'));
