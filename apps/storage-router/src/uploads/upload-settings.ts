/** What an upload may take. */
export class UploadSettings {
  constructor(
    readonly maxBytes: number,
    /** One PUT, in milliseconds. */
    readonly mostMs: number,
    /** PUTs that are received at the same time; others wait. */
    readonly atOnce: number,
    /** A place that stays empty is kept so long, and a result too, in milliseconds. */
    readonly keptMs: number,
  ) {}
}
