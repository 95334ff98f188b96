/** How long things are kept, in milliseconds. */
export class RetentionSettings {
  constructor(
    /** Delivered artifacts; 0 keeps them. */
    readonly artifactMs: number,
    /** Staged bytes of completed and cancelled exports. */
    readonly stagingMs: number,
    /** Staged bytes of failed exports. */
    readonly failedStagingMs: number,
    /** Unfinished uploads of failed and ended deliveries. */
    readonly uploadMs: number,
    /** Audit entries, after the end of their link; 0 keeps them. */
    readonly auditMs: number,
  ) {}
}
