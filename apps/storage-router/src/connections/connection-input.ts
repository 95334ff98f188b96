import { badRequest, type Failure } from '@hub/failures';
import { connectionSchema, type Connection } from '@hub/object-storage';
import { ZodError, type z } from 'zod';

/** A connection as somebody sends it: `kind` and its fields. */
export type ConnectionInput = Readonly<Record<string, unknown>>;

/** How the caller spells a field: `secretAccessKey` → `connection.secretAccessKey`, or `privateKey`. */
export type Spelling = (field: string) => string;

/** What a refusal may repeat. Everything else could be a secret, or a secret in the wrong place. */
const shown: readonly string[] = ['kind', 'region', 'roleArn', 'pathStyle', 'checksums'];
const secrets: readonly string[] = ['secretAccessKey', 'privateKey'];
/**
 * What a secret belongs to: they are changed together. A store at another endpoint gets to see what is signed with it, so
 * whoever moves it has to know it.
 */
const partner: Readonly<Record<string, string>> = {
  accessKeyId: 'secretAccessKey',
  endpoint: 'secretAccessKey',
  clientEmail: 'privateKey',
};

/** A whole connection. `externalId` is ours, whatever was sent. Throws Failure `bad-request`. */
export function readConnection(input: ConnectionInput, externalId: string, spelling: Spelling): Connection {
  const given = input['kind'] === 'aws-role' ? { ...input, externalId } : input;
  const option = connectionSchema.options.find((one) => one.shape.kind.value === given['kind']);
  try {
    // a field that is misspelled must not go unnoticed: it may be the new secret
    return option ? option.strict().parse(given) : connectionSchema.parse(given);
  } catch (error) {
    throw error instanceof ZodError ? refusal(error.issues[0], given, spelling) : error;
  }
}

/** The connection with some fields changed; secrets that are not given stay. Another kind has to come whole. */
export function changeConnection(
  current: Connection,
  change: ConnectionInput,
  externalId: string,
  spelling: Spelling,
): Connection {
  const given = Object.fromEntries(
    Object.entries(change).filter(([field, value]) => value != null && !(value === '' && secrets.includes(field))),
  );
  if (given['kind'] !== undefined && given['kind'] !== current.kind) return readConnection(given, externalId, spelling);
  const before: ConnectionInput = current;
  for (const [name, secret] of Object.entries(partner)) {
    const changed = before[name] !== undefined && given[name] !== undefined && given[name] !== before[name];
    if (changed && given[secret] === undefined)
      throw badRequest(`A new ${name} needs its ${secret}`, {
        field: spelling(secret),
        expected: `given with ${name}`,
      });
  }
  return readConnection({ ...current, ...given }, externalId, spelling);
}

function refusal(issue: z.core.$ZodIssue | undefined, given: ConnectionInput, spelling: Spelling): Failure {
  if (issue?.code === 'unrecognized_keys') {
    const field = issue.keys[0] ?? '';
    return badRequest(`There is no field "${field.slice(0, 50)}" in a connection of this kind`, {
      field: spelling(field.slice(0, 50)),
    });
  }
  const field = String(issue?.path[0] ?? 'kind');
  const value = given[field];
  const expected =
    field === 'kind' ? connectionSchema.options.map((one) => one.shape.kind.value).join(', ') : issue?.message;
  return badRequest(
    value === undefined ? `${spelling(field)} is missing` : `Invalid ${spelling(field)}: ${issue?.message}`,
    {
      field: spelling(field),
      value: shown.includes(field) ? shownValue(value) : undefined,
      expected,
    },
  );
}

/** Whatever was sent is cut; what is nested, however deep, is left out. */
const shownValue = (value: unknown): string | undefined =>
  typeof value === 'object' ? undefined : JSON.stringify(value)?.slice(0, 200);
