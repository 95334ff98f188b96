import { z } from 'zod';

/** Which targets outside of the installation may be called. Spread into a service's settings schema. */
export const guardSettings = z.object({
  /**
   * Addresses that would be refused as private, but which the operator allows: comma-separated CIDR blocks or addresses,
   * each with an optional port (`10.2.0.0/16, 127.0.0.1:9000`). Cloud metadata addresses stay refused.
   */
  OUTBOUND_ALLOW: z.string().default(''),
});
export type GuardSettings = z.output<typeof guardSettings>;
