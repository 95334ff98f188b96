import type { Caller } from '@hub/annotation-store';
import { badRequest, notFound } from '@hub/failures';
import { Injectable } from '@nestjs/common';
import { hashOf, PublicOrigin } from '../links/issue-ticket.js';
import { PluginUploadsRepository } from '../persistence/plugin-uploads.repository.js';
import { UploadAccess } from './upload-access.js';
import { tokenOf, uploadAddress } from './upload-address.js';

/**
 * The address to read an upload from. Asked for before the file is there, and answered 404 until then. It is the address
 * of the upload itself: what has been uploaded cannot be changed by it.
 */
@Injectable()
export class SignUpload {
  constructor(
    private readonly uploads: PluginUploadsRepository,
    private readonly access: UploadAccess,
    private readonly origin: PublicOrigin,
  ) {}

  /** Throws Failure `bad-request` or `not-found`; of uploads of others nothing is told. */
  async execute(caller: Caller, address: string | undefined): Promise<string> {
    if (!address)
      throw badRequest('The address of the upload is missing.', {
        field: 'name',
        expected: 'what getUploadUrl answered',
      });
    const token = tokenOf(address);
    const upload = token === null ? null : await this.uploads.find(hashOf(token));
    const { organizationId, projectId } = caller.pluginSession
      ? { organizationId: caller.organizationId, projectId: caller.pluginSession.projectId }
      : { organizationId: caller.organizationId, projectId: upload?.projectId };
    if (token === null || upload?.organizationId !== organizationId || upload.projectId !== projectId)
      throw notFound('This is not the address of an upload of yours.', { field: 'name', value: address });
    await this.access.assertMay(caller, upload.projectId, upload.type);
    return uploadAddress(this.origin.url, token, upload.fileName);
  }
}
