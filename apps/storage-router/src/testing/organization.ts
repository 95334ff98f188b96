import type { AnnotationStore } from '@hub/annotation-store';

/** One person of every role that matters here, and their API keys. */
export const roles = [
  'owner',
  'admin',
  'manager',
  'lead',
  'reviewer',
  'labeler',
  'unassigned',
  'stranger',
  'revoked',
] as const;
export type Role = (typeof roles)[number];

export interface Organization {
  readonly id: string;
  readonly otherId: string;
  readonly projectId: string;
  readonly otherProjectId: string;
  readonly keys: Readonly<Record<Role, string>>;
}

const projectRoles = { manager: 'Manager', lead: 'Lead', reviewer: 'Reviewer', labeler: 'Labeler' } as const;
const organizationRoles = { owner: 'owner', stranger: 'owner', revoked: 'owner', admin: 'admin' } as const;

/** An organization with people of every role in one project, and a stranger who owns another organization. */
export async function seedOrganization({ accounts, projects }: AnnotationStore): Promise<Organization> {
  const id = await accounts.createOrganization('Ours');
  const otherId = await accounts.createOrganization('Theirs');
  const createdBy = 'owner@spec.example';
  const projectId = await projects.create({ organizationId: id, name: 'Street scenes', createdBy });
  const otherProjectId = await projects.create({ organizationId: otherId, name: 'Secret', createdBy });
  const keys: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const userId = await accounts.createUser({ email: `${role}@spec.example`, name: role });
    const at = role === 'stranger' ? otherId : id;
    const inOrganization: Partial<Record<Role, 'owner' | 'admin'>> = organizationRoles;
    await accounts.setOrganizationRole(at, userId, inOrganization[role] ?? 'member');
    if (role in projectRoles)
      await accounts.setProjectRole(projectId, userId, projectRoles[role as keyof typeof projectRoles]);
    const { id: keyId, key } = await accounts.createApiKey(at, userId, 'spec');
    if (role === 'revoked') await accounts.revokeApiKey(keyId);
    keys[role] = key;
  }
  return { id, otherId, projectId, otherProjectId, keys: keys as Record<Role, string> };
}
