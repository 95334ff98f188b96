import { z } from 'zod';
import { parseAllowedTargets, type AllowedTarget } from './allowed-targets.js';

/** Which targets outside of the installation may be called. Spread into a service's settings schema. */
export const guardSettings = z.object({
  /**
   * Addresses that would be refused as private, but which the operator allows: comma-separated CIDR blocks or addresses,
   * each with an optional port (`10.2.0.0/16, 127.0.0.1:9000, [::1]:9000`), for http and https. Cloud metadata addresses
   * stay refused unless an entry is exactly that address.
   */
  OUTBOUND_ALLOW: z
    .string()
    .default('')
    .transform((text, context): readonly AllowedTarget[] => {
      try {
        return parseAllowedTargets(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    }),
});

/** The parsed settings are the policy: what every guarded call is measured by. */
export type GuardSettings = z.output<typeof guardSettings>;
