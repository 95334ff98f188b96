import { mayExport, type AnnotationStore, type Caller, type Project } from '@hub/annotation-store';
import { Failure, forbidden, notFound } from '@hub/failures';
import { Inject, Injectable } from '@nestjs/common';
import { ANNOTATION_STORE } from '../persistence/annotation-store.js';

/**
 * Who may see and set where a project exports to: owners and admins of the organization, and managers of the project.
 * For people of other organizations the project does not exist.
 */
@Injectable()
export class ExportStorageAccess {
  constructor(@Inject(ANNOTATION_STORE) private readonly store: Pick<AnnotationStore, 'projects'>) {}

  /** Throws Failure `not-found` or `forbidden`. */
  async project(caller: Caller, projectId: string): Promise<Project> {
    const project = await this.find(projectId);
    if (project?.organizationId !== caller.organizationId)
      throw notFound(`There is no project '${projectId.slice(0, 100)}'.`, {
        field: 'id',
        value: projectId,
        expected: 'the id of a project you can see',
      });
    if (!mayExport(caller, project.id))
      throw forbidden(
        'Only owners and admins of the organization and managers of the project may see and set where it exports to.',
      );
    return project;
  }

  /** Ids are opaque; a NUL would be refused by the database. */
  private async find(id: string): Promise<Project | null> {
    if (id.length > 200 || id.includes('\0')) return null;
    try {
      return await this.store.projects.get(id);
    } catch (error) {
      if (error instanceof Failure && error.code === 'not-found') return null;
      throw error;
    }
  }
}
