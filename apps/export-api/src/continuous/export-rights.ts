import { mayExport, type Caller } from '@hub/annotation-store';
import { Inject, Injectable } from '@nestjs/common';
import { PROJECT_CATALOGUE, type ProjectCatalogue, type ProjectOutline } from '../exports/project-catalogue.js';
import type { ContinuousDelivery, Standstill } from './continuous-delivery.js';
import { MEMBERS, type Members } from './members.js';
import { mayNoLonger, projectGone } from './standstills.js';

/** In whose name a batch is exported, and of what; or why not. */
export type ExportRight =
  | { readonly granted: true; readonly caller: Caller; readonly project: ProjectOutline }
  | { readonly granted: false; readonly standstill: Standstill };

/** A delivery has exactly the rights that the person who set it up has at this moment. */
@Injectable()
export class ExportRights {
  constructor(
    @Inject(MEMBERS) private readonly members: Members,
    @Inject(PROJECT_CATALOGUE) private readonly catalogue: ProjectCatalogue,
  ) {}

  async of({ projectId, organizationId, setUpById, setUpByEmail }: ContinuousDelivery): Promise<ExportRight> {
    const project = await this.catalogue.project(projectId);
    if (project?.organizationId !== organizationId) return { granted: false, standstill: projectGone };
    const caller = await this.members.callerByMember(organizationId, setUpById);
    if (!caller || !mayExport(caller, projectId)) return { granted: false, standstill: mayNoLonger(setUpByEmail) };
    return { granted: true, caller, project };
  }
}
