import type { CategorySchemaJson } from '../read/annotation-source.js';
import type { AnnotationStore } from '../store/open-annotation-store.js';

export interface SampleProject {
  readonly organizationId: string;
  readonly userId: string;
  readonly projectId: string;
}

export const sampleSchema: CategorySchemaJson = {
  tools: [
    {
      schemaId: 'b01',
      title: 'Cat',
      tool: 'bounding-box',
      classifications: [{ schemaId: 'c01', title: 'Pose', tool: 'radio', options: [] }],
    },
    { schemaId: 'b02', title: 'Bowl', tool: 'polygon', classifications: [] },
    { schemaId: 'b03', title: 'Word', tool: 'pdf', classifications: [] },
    { schemaId: 'b04', title: 'Label', tool: 'rotated-bounding-box', classifications: [] },
  ],
  classifications: [{ schemaId: 'd01', title: 'Weather', tool: 'checkbox', options: [] }],
  relations: [{ schemaId: 'e01', title: 'eats-from', tool: 'one-to-one' }],
};

/** An organization, its owner and an empty project with a small category schema. For specs. */
export async function sampleProject(store: AnnotationStore, name = 'Sample'): Promise<SampleProject> {
  const organizationId = await store.accounts.createOrganization('Sample organization');
  const userId = await store.accounts.createUser({ email: `owner-${organizationId}@example.org`, name: 'Owner' });
  await store.accounts.setOrganizationRole(organizationId, userId, 'owner');
  const projectId = await store.projects.create({
    organizationId,
    name,
    createdBy: 'owner@example.org',
    categorySchema: sampleSchema,
  });
  return { organizationId, userId, projectId };
}
