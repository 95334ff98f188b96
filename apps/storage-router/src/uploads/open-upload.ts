import { randomBytes, randomUUID } from 'node:crypto';
import type { Caller } from '@hub/annotation-store';
import { notFound } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import { storageOfOrganization } from '../export-storage/storage-of-organization.js';
import { hashOf, PublicOrigin } from '../links/issue-ticket.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { StoragesRepository } from '../persistence/storages.repository.js';
import { safeFileName } from './safe-file-name.js';
import { UploadAccess } from './upload-access.js';
import { uploadAddress } from './upload-address.js';
import { readUploadWish, type UploadQuestion } from './upload-wish.js';

/** Promises a place to a file: its address is the permission to put the file there. */
@Injectable()
export class OpenUpload {
  constructor(
    private readonly access: UploadAccess,
    private readonly uploads: PluginUploadsRepository,
    private readonly storages: StoragesRepository,
    private readonly origin: PublicOrigin,
  ) {}

  /**
   * A storage has to be the organization's, and is not used otherwise: a result is delivered to where its project exports.
   * Throws Failure `bad-request`, `not-found`, `forbidden`.
   */
  async execute(caller: Caller, question: UploadQuestion): Promise<string> {
    const { projectId, type, name } = readUploadWish(question, caller);
    await this.access.assertMay(caller, projectId, type);
    const { storageId } = question;
    if (storageId && !(await storageOfOrganization(this.storages, caller, storageId)))
      throw notFound('There is no such storage.', {
        field: 'storageId',
        value: storageId,
        expected: 'the id of a storage of your organization',
      });
    const token = randomBytes(32).toString('base64url');
    const fileName = safeFileName(name);
    await this.uploads.add(hashOf(token), {
      id: randomUUID(),
      organizationId: caller.organizationId,
      projectId,
      type,
      sessionId: caller.pluginSession?.id ?? null,
      userId: caller.userId,
      fileName,
    });
    return uploadAddress(this.origin.url, token, fileName);
  }
}
