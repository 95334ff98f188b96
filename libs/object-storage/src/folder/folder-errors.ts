import { Failure } from '@hub/failures';

/** What the file system said, as a failure of the port. */
export function classifyFolderError(error: unknown): Failure {
  // by a signal: Node's streams say ABORT_ERR, the signal itself a number
  const aborted = (error as Error).name === 'AbortError';
  const code = aborted ? 'ABORT_ERR' : (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return new Failure('object-missing', 'user', 'There is no such object', { cause: error });
    case 'EEXIST':
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ENOTEMPTY':
      return new Failure(
        'bad-key',
        'user',
        'One object of a folder bucket cannot be named like the folder of another',
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Failure('access-denied', 'destination', `The folder refuses us (${code})`, { cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('store-full', 'destination', 'The disk of the bucket is full', { cause: error });
    case 'EMFILE':
    case 'ENFILE':
    case 'EBUSY':
    case 'EIO':
      return new Failure('store-unavailable', 'transient', `The file system is not able to answer (${code})`, {
        cause: error,
      });
    case 'ABORT_ERR':
      return new Failure('aborted', 'transient', 'The call was stopped', { cause: error });
    default:
      return new Failure('unexpected', 'hub', error instanceof Error ? error.message : String(error), { cause: error });
  }
}
