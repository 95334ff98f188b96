import { badRequest, type Failure } from '@hub/failures';
import {
  isPlaceholder,
  pathPlaceholders,
  placeholderOf,
  type PathPlaceholder,
  type PathValues,
} from './path-placeholders.js';
import { safePart, safeSegment } from './safe-segment.js';

/** Most bytes of the file name that comes after the path. */
export const mostFileNameBytes = 255;
/** Most bytes of a rendered path: a whole key has 1024 (S3 and GCS), a slash and the file name come after it. */
const mostPathBytes = 1024 - 1 - mostFileNameBytes;
/** What a store on a file system takes as the name of a folder. */
const mostSegmentBytes = 255;

export interface PathRules {
  /** Allows `{batch}`: continuous deliveries only. */
  readonly batch?: boolean;
  /** The field that errors name. */
  readonly field?: string;
}

type Piece = string | { readonly placeholder: PathPlaceholder };
type Segment = readonly Piece[];

/** Controls, line separators, what XML cannot hold, and invisible characters except the joiners that scripts need. */
const unseen = /[\p{Cc}\u2028\u2029\p{Surrogate}\ufffe\uffff]|(?![\u200c\u200d])\p{Cf}/u;

/**
 * A folder with placeholders, as it is kept: `exports/{year}/{project}`, NFC, without blanks and slashes at its ends;
 * empty is the root of the bucket. Refuses (Failure `bad-request`) traversal, empty segments, backslashes, characters
 * that nobody sees, unknown placeholders, and what could become longer than a key.
 */
export function checkPathTemplate(template: string, rules: PathRules = {}): string {
  const path = trimmed(template);
  parse(path, rules);
  return path;
}

/** The folder of one export; empty is the root. Values are made safe: each stays inside of its segment. */
export function renderPath(template: string, values: PathValues, rules: PathRules = { batch: true }): string {
  return parse(trimmed(template), rules)
    .map((segment) => renderSegment(segment, values))
    .join('/');
}

/** The folders before the first placeholder: all that such a template ever renders lies in there. Empty: the root. */
export function fixedFolder(template: string): string {
  const segments = trimmed(template).split('/');
  const first = segments.findIndex((segment) => segment.includes('{'));
  return (first < 0 ? segments : segments.slice(0, first)).join('/');
}

/** The key of a file in such a folder. */
export const keyUnder = (path: string, fileName: string): string => (path === '' ? fileName : `${path}/${fileName}`);

function renderSegment(segment: Segment, values: PathValues): string {
  if (segment.every((piece) => typeof piece === 'string')) return segment.join('');
  const filled = segment.map((piece) => {
    if (typeof piece === 'string') return piece;
    const { value, mostBytes } = placeholderOf(piece.placeholder);
    return safePart(value(values), mostBytes);
  });
  return safeSegment(filled.join('').normalize('NFC'));
}

const trimmed = (template: string): string =>
  template.length > 4096 ? template : template.normalize('NFC').replace(/^[ /]+|[ /]+$/g, '');

function parse(path: string, rules: PathRules): Segment[] {
  if (path === '') return [];
  const refuse = refusal(path, rules.field ?? 'path');
  if (Buffer.byteLength(path) > mostPathBytes) throw refuse(`is longer than ${mostPathBytes} bytes`);
  if (unseen.test(path)) throw refuse('has control or invisible characters');
  if (path.includes('\\')) throw refuse('has a backslash; folders are separated by /');
  const segments = path.split('/').map((segment) => parseSegment(segment, rules, refuse));
  const bytes = segments.map(mostBytesOf);
  if (Math.max(...bytes) > mostSegmentBytes)
    throw refuse(`may get a folder name longer than ${mostSegmentBytes} bytes`);
  if (bytes.reduce((sum, each) => sum + each + 1, -1) > mostPathBytes)
    throw refuse(`may become longer than ${mostPathBytes} bytes`);
  return segments;
}

function parseSegment(segment: string, rules: PathRules, refuse: (flaw: string) => Failure): Segment {
  if (segment === '') throw refuse('has an empty folder name (two slashes in a row)');
  if (segment === '.' || segment === '..') throw refuse('has a . or .. folder');
  if (segment !== segment.trim()) throw refuse('has a folder name that begins or ends with a blank');
  return segment
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) => parsePiece(piece, rules, refuse));
}

function parsePiece(piece: string, rules: PathRules, refuse: (flaw: string) => Failure): Piece {
  const name = /^\{([^{}]*)\}$/.exec(piece)?.[1];
  if (name === undefined) {
    if (/[{}]/.test(piece)) throw refuse('has a brace that belongs to no placeholder');
    return piece;
  }
  if (!isPlaceholder(name)) throw refuse(`has the unknown placeholder {${name.slice(0, 40)}}`);
  if (name === 'batch' && !rules.batch) throw refuse('has {batch}, which only continuous deliveries have');
  return { placeholder: name };
}

/** With one more for the mark that keeps a name from being that of a device. */
const mostBytesOf = (segment: Segment): number =>
  segment.reduce(
    (sum, piece) =>
      sum + (typeof piece === 'string' ? Buffer.byteLength(piece) : placeholderOf(piece.placeholder).mostBytes),
    segment.some((piece) => typeof piece !== 'string') ? 1 : 0,
  );

const refusal =
  (path: string, field: string) =>
  (flaw: string): Failure =>
    badRequest(`The path ${flaw}.`, {
      field,
      value: path,
      expected: `folder names separated by /, such as exports/{year}; placeholders: ${pathPlaceholders.map((name) => `{${name}}`).join(' ')}`,
    });
