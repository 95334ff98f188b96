import type { AnnotationSource } from '@hub/annotation-store';

/** The instant now, as a value that stays readable: what an export contains is decided by it. */
export type Snapshots = Pick<AnnotationSource, 'takeSnapshot' | 'assertReadable' | 'unchanged'>;
export const SNAPSHOTS = Symbol('Snapshots');
