import { newId } from '@hub/annotations';
import { createHash } from 'node:crypto';
import type { Asking } from './asking.js';
import { contentHash } from './content-hash.js';
import type { Export } from './export.js';
import type { ProjectOutline } from './project-catalogue.js';
import type { ResolvedRequest } from './resolve-request.js';

/** A request as an export with a build of its own; only its moment is still open. */
export function newExport(
  { caller, request, idempotencyKey }: Asking,
  project: ProjectOutline,
  { echo, selection, since }: ResolvedRequest,
  now: Date,
): Omit<Export, 'snapshot'> & { readonly contentHash: string } {
  const { converter, quarantine, sendEmail, notify } = echo;
  const content = { projectId: project.id, projectName: project.name, selection, converter, quarantine, since };
  return {
    ...content,
    id: newId(now.getTime()),
    organizationId: project.organizationId,
    requestedById: caller.userId,
    requestedByEmail: caller.email,
    requestedAt: now,
    format: selection.format,
    request: echo,
    contentHash: contentHash(content),
    joinedTo: null,
    sendEmail,
    notify,
    idempotencyKey: idempotencyKey ?? null,
    requestHash: requestHash(request),
    state: 'requested',
    attempt: 1,
    milestones: [],
    progress: null,
    artifacts: [],
    reconciliation: null,
    plainBytes: null,
    failure: null,
    updatedAt: now,
    endedAt: null,
  };
}

/** Requests are built with their keys in one order. */
export const requestHash = (request: Asking['request']): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');
