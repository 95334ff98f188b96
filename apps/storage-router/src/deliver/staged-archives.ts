import { archiveDescriptorSchema, describeArchive, type ArchiveLayout } from '@hub/archive';
import { asFailure, Failure, type Fault } from '@hub/failures';
import type { Bucket } from '@hub/object-storage';

const mostRemembered = 4;

/** Layouts of staged archives. A few are remembered, so that the slices of a delivery read a long descriptor once per process. */
export class StagedArchives {
  private readonly remembered = new Map<string, Promise<ArchiveLayout>>();

  constructor(private readonly staging: Bucket) {}

  /** `job` tells archives apart whose descriptor was written anew. Throws Failure: `staged-archive-missing`, `descriptor-invalid`, or what the store says. */
  layout(descriptorKey: string, job: string): Promise<ArchiveLayout> {
    const name = `${job} ${descriptorKey}`;
    const known = this.remembered.get(name);
    if (known) return known;
    const reading = this.read(descriptorKey);
    this.remembered.set(name, reading);
    reading.catch(() => this.remembered.delete(name));
    if (this.remembered.size > mostRemembered) this.remembered.delete(this.remembered.keys().next().value ?? name);
    return reading;
  }

  private async read(key: string): Promise<ArchiveLayout> {
    const text = await this.text(key);
    try {
      return describeArchive(archiveDescriptorSchema.parse(JSON.parse(text)));
    } catch (cause) {
      throw new Failure('descriptor-invalid', 'hub', 'The description of the staged archive cannot be read', { cause });
    }
  }

  private async text(key: string): Promise<string> {
    try {
      const stream = await this.staging.get(key);
      return Buffer.concat((await stream.toArray()) as Buffer[]).toString('utf8');
    } catch (error) {
      throw stagingFailure(error);
    }
  }
}

/** What the staging bucket says is ours to mend, never the owner's of the destination. */
export function stagingFailure(error: unknown): Failure {
  const failure = asFailure(error);
  const ours = (code: string, fault: Fault, message = failure.message): Failure =>
    new Failure(code, fault, message, { cause: error });
  if (failure.code === 'object-missing')
    return ours(
      'staged-archive-missing',
      'hub',
      'The staged archive is not there any more: the export has to be built again',
    );
  if (failure.fault === 'destination') return ours('staging-refused', 'hub');
  if (failure.code.startsWith('store-')) return ours('staging-unavailable', failure.fault);
  return failure;
}
