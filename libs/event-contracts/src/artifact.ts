import { z } from 'zod';

export const artifactKinds = ['original', 'converted'] as const;
export const artifactKindSchema = z.enum(artifactKinds);
export type ArtifactKind = z.infer<typeof artifactKindSchema>;

/** Where a blob lies in the staging bucket. Never bytes, never a URL. */
export const blobRefSchema = z.object({ key: z.string(), bytes: z.number().int().nonnegative() });
export type BlobRef = z.infer<typeof blobRefSchema>;

/** Task counts that close: selected = exported + quarantined + empty. Of a delta, selected are the added and the changed. */
export const reconciliationSchema = z.object({
  /** Tasks the snapshot holds for this request, counted when the build was planned. */
  selected: z.number().int(),
  /** Written to the data file and holding at least one annotation. */
  exported: z.number().int(),
  /** Set aside in quarantine.ndjson with a reason. */
  quarantined: z.number().int(),
  /** Written to the data file, without any annotation. */
  empty: z.number().int(),
  /** Of a delta only: tasks of the base that are no longer in the selection, listed in removed.ndjson; not among the selected. */
  removed: z.number().int().optional(),
});
export type Reconciliation = z.infer<typeof reconciliationSchema>;

/** An archive that is ready to be delivered: its descriptor in the staging bucket and what can be said of it. */
export const archiveSchema = z.object({
  descriptor: blobRefSchema,
  fileName: z.string(),
  /** Size of the zip to come. */
  bytes: z.number().int(),
  /** Of the data file, or of all of them, before compression; absent where nobody counted. */
  plainBytes: z.number().int().optional(),
  reconciliation: reconciliationSchema,
  annotations: z.number().int(),
});
export type Archive = z.infer<typeof archiveSchema>;

/** What was dropped or changed on the way into another format, in words for people. */
export const fidelitySchema = z.array(z.object({ what: z.string(), times: z.number().int().positive() })).max(1000);
export type Fidelity = z.infer<typeof fidelitySchema>;

/**
 * Where a project wants its exports, as it stood at the moment of the request: a storage of the organization, never its
 * credentials. Absent or null: the installation's default bucket.
 */
export const destinationSchema = z.object({
  storageId: z.string(),
  bucket: z.string(),
  /** Folder template: `exports/{date}`. Empty: the bucket's root. */
  path: z.string(),
});
export type Destination = z.infer<typeof destinationSchema>;

/** An artifact at its destination, verified there. */
export const deliveredArtifactSchema = z.object({
  kind: artifactKindSchema,
  fileName: z.string(),
  bytes: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Location without credentials: the default bucket, or a storage of the organization. */
  location: z.object({ storageId: z.string().nullable(), bucket: z.string(), key: z.string() }),
});
export type DeliveredArtifact = z.infer<typeof deliveredArtifactSchema>;

/** Why a step, and with it the export, failed. */
export const stepFailureSchema = z.object({
  step: z.enum(['build', 'deliver', 'convert']),
  code: z.string(),
  fault: z.enum(['user', 'destination', 'transient', 'hub', 'plugin']),
  retryable: z.boolean(),
  /** A sentence for people. */
  message: z.string().max(2000),
  /** What to do about it, where somebody can do something. */
  remedy: z.string().max(1000).optional(),
});
export type StepFailure = z.infer<typeof stepFailureSchema>;
