/** What fills a path template. */
export interface PathValues {
  /** Name of the project. */
  readonly project: string;
  readonly projectId: string;
  readonly exportId: string;
  /** When the export was asked for: a retry on another day goes to the same folder. Days and times are in UTC. */
  readonly requestedAt: Date;
  /** `json`, `ndjson`, `split`, or the converter's name. */
  readonly format: string;
  /** `original` or `converted`. */
  readonly kind: string;
  /** Only in continuous deliveries. */
  readonly batch?: string;
}

interface Placeholder {
  /** UTF-8; longer values are cut. */
  readonly mostBytes: number;
  readonly value: (values: PathValues) => string;
}

const time = (from: number, to: number) => (values: PathValues) => values.requestedAt.toISOString().slice(from, to);

const placeholders = {
  project: { mostBytes: 96, value: (values) => values.project },
  projectId: { mostBytes: 64, value: (values) => values.projectId },
  exportId: { mostBytes: 64, value: (values) => values.exportId },
  /** `2026-11-24` */
  date: { mostBytes: 10, value: time(0, 10) },
  year: { mostBytes: 4, value: time(0, 4) },
  month: { mostBytes: 2, value: time(5, 7) },
  day: { mostBytes: 2, value: time(8, 10) },
  /** `10-00-01` */
  time: { mostBytes: 8, value: (values) => time(11, 19)(values).replaceAll(':', '-') },
  format: { mostBytes: 32, value: (values) => values.format },
  kind: { mostBytes: 16, value: (values) => values.kind },
  batch: { mostBytes: 64, value: (values) => values.batch ?? '' },
} satisfies Record<string, Placeholder>;

export type PathPlaceholder = keyof typeof placeholders;
export const pathPlaceholders = Object.keys(placeholders) as readonly PathPlaceholder[];
export const isPlaceholder = (name: string): name is PathPlaceholder => Object.hasOwn(placeholders, name);
export const placeholderOf = (name: PathPlaceholder): Placeholder => placeholders[name];
