/** What an export would hold, become and take, before it is asked for. Nothing of it is a promise but `tasks`, `unwritable` and `removed`. */
export interface ExportPreview {
  /** Selected tasks; of a delta, the added and the changed ones. Issues where those are exported. */
  readonly tasks: number;
  /** Tasks among them that would be set aside. */
  readonly unwritable: number;
  /** Annotations of the tasks, a video track counting its key frames. 0 for issues. */
  readonly annotations: number;
  /** Entries of video tracks as the toggles ask for them: on key frames only, or on every frame. */
  readonly frames: number;
  /** Of the data file, or of all of them, before compression. */
  readonly bytes: number;
  /** Of the zip. */
  readonly archiveBytes: number;
  /** From the request until the file can be downloaded. */
  readonly seconds: number;
  /** Of a delta: tasks of its base that are no longer there. */
  readonly removed?: number;
  /** The export whose file a request would share now; null: it would be built. */
  readonly joins: string | null;
  /** What the estimates rest on: tasks whose text was read, and earlier exports (0: only general experience). */
  readonly basis: { readonly sampledTasks: number; readonly earlierExports: number };
}
