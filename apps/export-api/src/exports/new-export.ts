import { newId } from '@hub/annotations';
import type { Destination } from '@hub/event-contracts';
import { createHash } from 'node:crypto';
import type { Asking } from './asking.js';
import { contentHash, type Content } from './content-hash.js';
import type { Export } from './export.js';
import type { ProjectOutline } from './project-catalogue.js';
import type { ResolvedRequest } from './resolve-request.js';

/** What decides what is in the file, but the moment. */
export const contentOf = (
  project: ProjectOutline,
  { echo, selection, since }: ResolvedRequest,
  destination: Destination | null,
): Content => ({
  projectId: project.id,
  projectName: project.name,
  selection,
  converter: echo.converter,
  converterOptions: echo.converterOptions,
  quarantine: echo.quarantine,
  since,
  destination,
});

/** A request as an export with a build of its own; only its moment is still open. */
export function newExport(
  { caller, request, idempotencyKey }: Asking,
  project: ProjectOutline,
  resolved: ResolvedRequest,
  destination: Destination | null,
  now: Date,
): Omit<Export, 'snapshot'> & { readonly contentHash: string } {
  const { echo, selection } = resolved;
  const { converterOptions: _, ...content } = contentOf(project, resolved, destination);
  return {
    ...content,
    plugin: null,
    id: newId(now.getTime()),
    organizationId: project.organizationId,
    requestedById: caller.userId,
    requestedByEmail: caller.email,
    requestedAt: now,
    format: selection.format,
    request: echo,
    contentHash: contentHash(contentOf(project, resolved, destination)),
    joinedTo: null,
    sendEmail: echo.sendEmail,
    notify: echo.notify,
    idempotencyKey: idempotencyKey ?? null,
    requestHash: requestHash(request),
    state: 'requested',
    attempt: 1,
    milestones: [],
    progress: null,
    artifacts: [],
    reconciliation: null,
    fidelity: null,
    plainBytes: null,
    failure: null,
    updatedAt: now,
    endedAt: null,
  };
}

/** Requests are built with their keys in one order. */
export const requestHash = (request: Asking['request']): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');
