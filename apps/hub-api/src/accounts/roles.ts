import type { Caller, ProjectRole } from '@hub/annotation-store';
import { forbidden, notFound } from '@hub/failures';

/** Each role may do what those before it may (contract, section 8). */
export const projectRoles = ['Labeler', 'Reviewer', 'Lead', 'Manager'] as const satisfies readonly ProjectRole[];

export const atLeast = (role: ProjectRole, needed: ProjectRole): boolean =>
  projectRoles.indexOf(role) >= projectRoles.indexOf(needed);

export const isOrganizationAdmin = (caller: Caller): boolean => caller.organizationRole !== 'member';

/** The caller's role in a project of their organization; undefined when they have none. Owners and admins act as Manager. */
export const roleIn = (caller: Caller, projectId: string): ProjectRole | undefined =>
  isOrganizationAdmin(caller) ? 'Manager' : caller.projectRoles[projectId];

/** Throws Failure `forbidden`. */
export function assertOrganizationAdmin(caller: Caller, what: string): void {
  if (!isOrganizationAdmin(caller))
    throw forbidden(`Only owners and admins of the organization may ${what}; your role is member.`);
}

/** Throws Failure `forbidden`. */
export function assertRole(role: ProjectRole, needed: ProjectRole): void {
  if (!atLeast(role, needed)) throw forbidden(`This needs the role ${needed} in the project; yours is ${role}.`);
}

/** Throws Failure `not-found` for another organization than the caller's, `forbidden` for members. */
export function assertOwnOrganization(caller: Caller, organizationId: string, what: string): void {
  if (organizationId !== caller.organizationId) {
    throw notFound('There is no such organization.', { field: 'organization', value: organizationId });
  }
  assertOrganizationAdmin(caller, what);
}
