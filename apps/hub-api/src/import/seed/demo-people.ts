import { createHmac } from 'node:crypto';
import type { OrganizationRole, ProjectRole } from '@hub/annotation-store';

export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly role: OrganizationRole;
  /** In every demo project. */
  readonly projectRole: ProjectRole | null;
}

const person = (name: string, role: OrganizationRole, projectRole: ProjectRole | null = null): DemoPerson => ({
  email: `${name.toLowerCase()}@demo.example`,
  name,
  role,
  projectRole,
});

/** One for each role there is, and a member of the organization without any project. */
export const demoPeople: readonly [DemoPerson, ...DemoPerson[]] = [
  person('Owner', 'owner'),
  person('Admin', 'admin'),
  person('Manager', 'member', 'Manager'),
  person('Lead', 'member', 'Lead'),
  person('Reviewer', 'member', 'Reviewer'),
  person('Labeler', 'member', 'Labeler'),
  person('Member', 'member'),
];

/**
 * Passwords and keys come from the installation's secret: only hashes are stored, and yet each start can show them. They
 * are worth as much as the secret.
 */
export function credentialsOf({ email }: DemoPerson, secret: string): { password: string; apiKey: string } {
  const derive = (what: string): string =>
    createHmac('sha256', secret).update(`${what} of ${email}`).digest('base64url');
  return { password: derive('password').slice(0, 16), apiKey: derive('key') };
}
