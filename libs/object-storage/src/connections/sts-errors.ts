import { Failure } from '@hub/failures';
import { classifyS3Error } from '../s3/s3-errors.js';

/** Refusals that concern our own identity, not the customer's role. */
const ours = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'ExpiredToken',
  'ExpiredTokenException',
  'CredentialsProviderError',
]);

/** What STS said, as a failure of the port. Its own words are kept: they name both sides, and no secret. */
export function classifyStsError(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const words = `${name}: ${message}`.slice(0, 500);
  if (ours.has(name))
    return new Failure('identity-refused', 'hub', `Our own AWS identity was refused: ${words}`, { cause: thrown });
  if (name === 'AccessDenied' || name === 'AccessDeniedException')
    return new Failure(
      'access-denied',
      'destination',
      `The role does not let us in: ${words}. Its trust policy has to name our identity and the external id.`,
      { field: 'roleArn', cause: thrown },
    );
  return classifyS3Error(thrown);
}
