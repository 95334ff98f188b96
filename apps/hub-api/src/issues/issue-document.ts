import type { IssueDocument } from '@hub/annotation-store';

export interface ErrorCode {
  readonly category: string;
  readonly name: string;
  readonly key?: string;
}

/** What a person says of a task. Members that are absent stay absent: clients test for presence only. */
export interface IssueWish {
  readonly content?: string;
  readonly contentMentions?: readonly string[];
  readonly status?: string;
  readonly errorCodes?: readonly ErrorCode[];
  readonly objectId?: string;
  /** Text of a Python literal: `"[120.5, 33]"`. */
  readonly position?: string;
  readonly page?: number;
  readonly pageEnd?: number;
  readonly dataIndex?: number;
  readonly plane?: string;
  readonly pctDetails?: unknown;
}

/** Where and by whom an issue was raised. */
export interface IssueOrigin {
  readonly taskId: string;
  readonly asset: { readonly _id: string; readonly externalId: string; readonly batches: readonly string[] };
  readonly projectId: string;
  readonly stage: { readonly id: string; readonly name: string };
  readonly createdBy: string;
  readonly createdAt: string;
}

/** An issue as the issue export shows it, but for its id. */
export function newIssueDocument(origin: IssueOrigin, wish: IssueWish): IssueDocument {
  const { status = 'Open', ...rest } = wish;
  return {
    labelTask: origin.taskId,
    project: origin.projectId,
    asset: origin.asset,
    stage: origin.stage.name,
    stageId: origin.stage.id,
    createdBy: origin.createdBy,
    createdAt: origin.createdAt,
    status,
    ...present(rest),
    ...errorMembers(wish.errorCodes ?? []),
    comments: [],
  };
}

/** The issue with what is named changed. */
export function changedIssue(document: IssueDocument, wish: IssueWish, by: string, at: string): IssueDocument {
  const { errorType: _type, errorCode: _code, ...kept } = document;
  const codes = wish.errorCodes ? errorMembers(wish.errorCodes) : present({ errorType: _type, errorCode: _code });
  return { ...kept, ...present(wish), ...codes, updatedBy: by, updatedAt: at };
}

export function commentedIssue(document: IssueDocument, comment: Readonly<Record<string, unknown>>): IssueDocument {
  const comments: unknown = document['comments'];
  return { ...document, comments: [...(Array.isArray(comments) ? (comments as unknown[]) : []), present(comment)] };
}

/** Error codes in both forms: the list of today, and the first one as older plugins read it. */
function errorMembers(errorCodes: readonly ErrorCode[]): Record<string, unknown> {
  const [first] = errorCodes;
  return { errorCodes, ...(first && { errorType: first.category, errorCode: first.name }) };
}

const present = (members: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
