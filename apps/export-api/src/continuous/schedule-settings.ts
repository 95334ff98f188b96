export interface ScheduleSettings {
  /** False: this process leaves deliveries to others. */
  readonly on: boolean;
  /** Milliseconds between two looks at what waits. */
  readonly lookMs: number;
}
export const SCHEDULE_SETTINGS = Symbol('ScheduleSettings');
