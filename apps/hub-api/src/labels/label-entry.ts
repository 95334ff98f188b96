import type { Answer } from '@hub/annotation-store';
import { isObject } from '@hub/annotations';
import { answerOf } from './check-answer.js';

/** One record of a label import: which assets, and what they show. */
export interface LabelEntry {
  /** Its place in the request, from 0. */
  readonly index: number;
  readonly by: 'externalId' | 'data' | 'assetId';
  readonly key: string;
  readonly answer: Answer;
}

/** A record that was not applied, or an asset it was not applied to. */
export interface NotLabeled {
  readonly index: number;
  readonly externalId?: string;
  readonly task?: string;
  readonly reason: string;
}

/** Reads a record in either form: the SDK's, with the lists beside the key, or the reference's, with them under `answer`. */
export function readLabelEntry(record: unknown, index: number): LabelEntry | NotLabeled {
  if (!isObject(record)) return { index, reason: 'the record is not an object' };
  const by = (['externalId', 'assetId', 'data'] as const).find(
    (name) => typeof record[name] === 'string' && record[name] !== '',
  );
  if (!by) return { index, reason: 'the record names no asset: give externalId, assetId or data' };
  const source = isObject(record['answer']) ? record['answer'] : record;
  const broken = ['objects', 'tools', 'classifications', 'relations'].find(
    (name) => source[name] !== undefined && source[name] !== null && !Array.isArray(source[name]),
  );
  const key = String(record[by]);
  if (broken) return { index, ...(by === 'externalId' && { externalId: key }), reason: `${broken} is not a list` };
  return { index, by, key, answer: answerOf(source) };
}

export const isEntry = (entry: LabelEntry | NotLabeled): entry is LabelEntry => 'answer' in entry;

/** Several records of one asset in one import add up. */
export const joinAnswers = (answers: readonly Answer[]): Answer => ({
  tools: answers.flatMap((answer) => answer.tools),
  classifications: answers.flatMap((answer) => answer.classifications),
  relations: answers.flatMap((answer) => answer.relations),
  brushDataUrl: answers.map((answer) => answer.brushDataUrl).findLast(Boolean) ?? null,
  medicalBrushDataUrl: answers.map((answer) => answer.medicalBrushDataUrl).findLast(Boolean) ?? null,
});
