import type { Sums } from '@hub/archive';

/** What a file is uploaded as. Source: the public contract, 5.1. */
export const uploadTypes = ['exports', 'assets', 'brushes', 'medicalBrushes', 'instructions'] as const;
export type UploadType = (typeof uploadTypes)[number];

export const isUploadType = (text: string): text is UploadType => (uploadTypes as readonly string[]).includes(text);

/** A place that was promised to one file. Only the hash of its token is kept. */
export interface PluginUpload {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly type: UploadType;
  /** Of the plugin's run whose key asked for the place; null: a person's key. */
  readonly sessionId: string | null;
  readonly userId: string;
  readonly fileName: string;
  /** Null until all of it is there. From then on it does not change. */
  readonly file: UploadedFile | null;
}

export interface UploadedFile extends Sums {
  readonly key: string;
  readonly sha256: string;
}

/** Results of plugins pass through the staging bucket; everything else stays, in the folder of its project. */
export const isKept = ({ type }: Pick<PluginUpload, 'type'>): boolean => type !== 'exports';

/** Everything that tries to be this upload lies under here. */
export const folderOf = ({ id, projectId, type }: Pick<PluginUpload, 'id' | 'projectId' | 'type'>): string =>
  isKept({ type }) ? `${projectId}/${type}/${id}` : `plugin-results/${id}`;
