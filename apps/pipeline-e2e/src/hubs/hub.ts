import type { HurtableDatabase } from '@hub/testing';
import { z } from 'zod';
import type { Trace } from './traces.js';
import type { ServiceProcesses } from './service-processes.js';

/** demo.json, as programs find their way in (design §10). */
export const demoSchema = z.object({
  url: z.url(),
  organization: z.string(),
  users: z.array(
    z.object({
      email: z.string(),
      password: z.string(),
      apiKey: z.string(),
      role: z.string(),
      projectRoles: z.record(z.string(), z.string()),
    }),
  ),
  projects: z.array(z.object({ id: z.string(), name: z.string(), tasks: z.number() })),
});
export type Demo = z.infer<typeof demoSchema>;

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A running system, however it was started. The journeys know nothing else of it. */
export interface Hub {
  readonly url: string;
  readonly demo: Demo;
  /** Every mail that arrived, newest first. */
  mails(): Promise<ReceivedMail[]>;
  stop(): Promise<void>;
}

/** A system of separate processes that can be hurt. */
export interface HurtableHub extends Hub {
  readonly database: HurtableDatabase;
  readonly processes: ServiceProcesses;
  /** kill -9 of one of the processes of a service. */
  kill(service: string, index?: number): Promise<void>;
  /** Starts another process of a service. */
  add(service: string): Promise<void>;
  /** Throws away what waits in a topic. */
  emptyTopic(topic: string): Promise<void>;
  /** Everything it wrote so far: logs, events, tables, temporary files. */
  traces(): AsyncIterable<Trace>;
  /** Asks every process to end, all at once. Resolves when all have. */
  stopServices(): Promise<EndedService[]>;
}

export interface EndedService {
  readonly service: string;
  /** Null: a signal ended it. */
  readonly exitCode: number | null;
  readonly milliseconds: number;
}
