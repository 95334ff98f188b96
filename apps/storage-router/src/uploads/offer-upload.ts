import { randomBytes } from 'node:crypto';
import { mayExport, maySee, type AnnotationStore, type Caller } from '@hub/annotation-store';
import { badRequest, Failure, forbidden, notFound } from '@hub/failures';
import { Inject, Injectable } from '@nestjs/common';
import { hashOf, PublicOrigin } from '../links/issue-ticket.js';
import { ANNOTATION_STORE } from '../persistence/annotation-store.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { uploadAddress, uploadName } from './upload-address.js';

export interface UploadWish {
  /** A file name, or the whole key `<project id>/exports/<file>` of older clients. */
  readonly name: string;
  readonly project?: string;
  readonly type?: string;
}

/** Where the results of plugins and the files of clients may be uploaded to (spec 6.3, 7). */
@Injectable()
export class OfferUpload {
  constructor(
    private readonly uploads: PluginUploadsRepository,
    private readonly origin: PublicOrigin,
    @Inject(ANNOTATION_STORE) private readonly store: AnnotationStore,
  ) {}

  /** The address to PUT to. Throws Failure: `bad-request`, `not-found`, `forbidden`. */
  async execute(caller: Caller, wish: UploadWish): Promise<string> {
    const { projectId, type } = this.placeOf(caller, wish);
    if (projectId !== null) await this.assertRight(caller, projectId, type);
    const token = randomBytes(32).toString('base64url');
    const fileName = uploadName(wish.name);
    const sessionId = caller.pluginSession?.id ?? null;
    const { organizationId } = caller;
    await this.uploads.add({ tokenHash: hashOf(token), organizationId, projectId, type, sessionId, fileName });
    return uploadAddress(this.origin.url, token, fileName);
  }

  private placeOf(
    { pluginSession }: Caller,
    { name, project, type }: UploadWish,
  ): { projectId: string | null; type: string } {
    if (name === '') throw badRequest('name is missing.', { field: 'name', expected: 'a file name' });
    if (project) return { projectId: project, type: type ?? 'exports' };
    const [prefix, folder] = name.split('/');
    if (prefix && folder && name.split('/').length === 3) return { projectId: prefix, type: folder };
    // the oldest clients name the file only
    if (pluginSession) return { projectId: pluginSession.projectId, type: 'exports' };
    return { projectId: null, type: type ?? 'assets' };
  }

  private async assertRight(caller: Caller, projectId: string, type: string): Promise<void> {
    const project = await this.find(projectId);
    if (!project || project.organizationId !== caller.organizationId || !maySee(caller, projectId))
      throw notFound('There is no such project.', { field: 'project', value: projectId });
    if (type === 'exports' && !mayExport(caller, projectId))
      throw forbidden('Only organization admins and project managers may export.');
  }

  /** Ids are opaque; a NUL would be refused by the database. */
  private async find(id: string): Promise<{ organizationId: string } | null> {
    if (id.length > 200 || id.includes('\0')) return null;
    return this.store.projects.get(id).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'not-found') return null;
      throw error;
    });
  }
}
