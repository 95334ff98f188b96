import type { Caller } from '@hub/annotation-store';
import { badRequest } from '@hub/failures';
import { isUploadType, uploadTypes, type UploadType } from './plugin-upload.js';

/** What `GET /v2/getUploadUrl` was asked. */
export interface UploadQuestion {
  readonly name?: string;
  readonly project?: string;
  readonly type?: string;
  readonly storageId?: string;
}

export interface UploadWish {
  readonly projectId: string;
  readonly type: UploadType;
  /** As it was sent. */
  readonly name: string;
}

/**
 * Old SDKs send `name=<project>/exports/<file>` only, and a `#` in a name cuts off what follows it: then the project is
 * that of the plugin's run. Throws Failure `bad-request`.
 */
export function readUploadWish({ name, project, type }: UploadQuestion, caller: Caller): UploadWish {
  if (!name) throw badRequest('The name of the file is missing.', { field: 'name', expected: 'a file name' });
  if (name.length > 2000) throw badRequest('The name of the file is too long.', { field: 'name', value: name });
  const [prefix = '', folder = '', ...rest] = name.split('/');
  const isPath = rest.length > 0 && isUploadType(folder);
  const projectId = project ?? (isPath ? prefix : caller.pluginSession?.projectId);
  if (!projectId)
    throw badRequest('The project is missing.', {
      field: 'project',
      expected: 'a project id, or name=<project>/exports/<file>',
    });
  const wanted = type ?? (isPath ? folder : 'exports');
  if (!isUploadType(wanted))
    throw badRequest(`There is no upload of type '${wanted.slice(0, 50)}'.`, {
      field: 'type',
      value: wanted,
      expected: uploadTypes.join(', '),
    });
  return { projectId, type: wanted, name };
}
