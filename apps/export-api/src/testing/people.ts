import type { AnnotationStore } from '@hub/annotation-store';

/** One person of every role that matters, and their API keys. */
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

export interface People {
  readonly projectId: string;
  readonly otherProjectId: string;
  readonly taskIds: readonly string[];
  readonly keys: Readonly<Record<Role, string>>;
}

const projectRoles = { manager: 'Manager', lead: 'Lead', reviewer: 'Reviewer', labeler: 'Labeler' } as const;

/** An organization with people of every role in one project of three tasks, and a stranger's project elsewhere. */
export async function seedPeople(store: AnnotationStore): Promise<People> {
  const organizationId = await store.accounts.createOrganization('Ours');
  const otherId = await store.accounts.createOrganization('Theirs');
  const projectId = await store.projects.create({
    organizationId,
    name: 'Street scenes',
    createdBy: 'owner@spec.example',
  });
  const otherProjectId = await store.projects.create({
    organizationId: otherId,
    name: 'Secret',
    createdBy: 'stranger@spec.example',
  });
  await store.projects.ensureBatches(projectId, ['week 1', 'week 2']);
  const keys: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const userId = await store.accounts.createUser({ email: `${role}@spec.example`, name: role });
    const at = role === 'stranger' ? otherId : organizationId;
    const organizationRole =
      role === 'owner' || role === 'stranger' || role === 'revoked' ? 'owner' : role === 'admin' ? 'admin' : 'member';
    await store.accounts.setOrganizationRole(at, userId, organizationRole);
    if (role in projectRoles)
      await store.accounts.setProjectRole(projectId, userId, projectRoles[role as keyof typeof projectRoles]);
    const { id, key } = await store.accounts.createApiKey(at, userId, 'spec');
    if (role === 'revoked') await store.accounts.revokeApiKey(id);
    keys[role] = key;
  }
  const asset = (n: number) => ({
    externalId: `${n}.png`,
    data: `https://cdn.example/${n}.png`,
    kind: 'image' as const,
  });
  const made = await store.dataSource.transaction((manager) =>
    store.writer.createTasks(manager, projectId, 'Complete', [asset(1), asset(2), asset(3)], {
      by: 'owner@spec.example',
      origin: 'person',
    }),
  );
  return { projectId, otherProjectId, taskIds: made.map(({ taskId }) => taskId), keys: keys as Record<Role, string> };
}
