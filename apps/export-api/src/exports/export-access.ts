import { mayExport, type Caller } from '@hub/annotation-store';
import { forbidden, notFound, type Failure } from '@hub/failures';
import { Inject, Injectable } from '@nestjs/common';
import { ExportsRepository } from '../persistence/exports.repository.js';
import type { Export } from './export.js';
import { PROJECT_CATALOGUE, type ProjectCatalogue, type ProjectOutline } from './project-catalogue.js';

/**
 * Who may do anything with exports: owners and admins of the organization, and managers of the project. Everybody else
 * in the organization is told so; for people of other organizations project and export do not exist.
 */
@Injectable()
export class ExportAccess {
  constructor(
    private readonly exports: ExportsRepository,
    @Inject(PROJECT_CATALOGUE) private readonly catalogue: ProjectCatalogue,
  ) {}

  /** Throws Failure `not-found` or `forbidden`. `field` is the parameter that names the project. */
  async project(caller: Caller, projectId: string, field = 'id'): Promise<ProjectOutline> {
    const project = isId(projectId) ? await this.catalogue.project(projectId) : null;
    if (project?.organizationId !== caller.organizationId) throw missing('project', projectId, field);
    refuseOthers(caller, project.id);
    return project;
  }

  /** Throws Failure `not-found` or `forbidden`. */
  async export(caller: Caller, exportId: string): Promise<Export> {
    const found = isId(exportId) ? await this.exports.find(exportId) : null;
    if (found?.organizationId !== caller.organizationId) throw missing('export', exportId, 'id');
    refuseOthers(caller, found.projectId);
    return found;
  }
}

/** Ids are opaque; these could never be one, and a NUL would be refused by the database. */
export const isId = (id: string): boolean => id.length <= 200 && !id.includes('\0');

function refuseOthers(caller: Caller, projectId: string): void {
  if (mayExport(caller, projectId)) return;
  throw forbidden('Only owners and admins of the organization and managers of the project may export it.');
}

const missing = (noun: string, value: string, field: string): Failure =>
  notFound(`There is no ${noun} '${value.slice(0, 100)}'.`, {
    field,
    value,
    expected: `the id of ${noun === 'project' ? 'a project' : 'an export'} you can see`,
  });
