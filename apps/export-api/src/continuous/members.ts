import type { Caller } from '@hub/annotation-store';

/** People of organizations, with the rights they have now. */
export interface Members {
  /** Null when the person is not in the organization any more. */
  callerByMember(organizationId: string, userId: string): Promise<Caller | null>;
}
export const MEMBERS = Symbol('Members');
