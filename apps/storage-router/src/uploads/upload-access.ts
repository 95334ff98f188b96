import { mayExport, type AnnotationStore, type Caller } from '@hub/annotation-store';
import { Failure, forbidden, notFound } from '@hub/failures';
import { Inject, Injectable } from '@nestjs/common';
import { ANNOTATION_STORE } from '../persistence/annotation-store.js';
import { isKept, type UploadType } from './plugin-upload.js';

/** Results are for those who may export; what stays with the project for those who may add assets to it. */
@Injectable()
export class UploadAccess {
  constructor(@Inject(ANNOTATION_STORE) private readonly store: Pick<AnnotationStore, 'projects'>) {}

  /** Throws Failure `not-found` or `forbidden`. */
  async assertMay(caller: Caller, projectId: string, type: UploadType): Promise<void> {
    if ((await this.organizationOf(projectId)) !== caller.organizationId)
      throw notFound(`There is no project '${projectId.slice(0, 100)}'.`, {
        field: 'project',
        value: projectId,
        expected: 'the id of a project you can see',
      });
    if (mayExport(caller, projectId)) return;
    if (!isKept({ type }) || caller.projectRoles[projectId] !== 'Lead')
      throw forbidden(`You may not upload ${type} to this project.`);
  }

  private async organizationOf(id: string): Promise<string | null> {
    if (id.length > 200 || id.includes('\0')) return null;
    try {
      return (await this.store.projects.get(id)).organizationId;
    } catch (error) {
      if (error instanceof Failure && error.code === 'not-found') return null;
      throw error;
    }
  }
}
