import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import { stepFailureSchema } from '../artifact.js';

/** One run of a plugin in a project. */
const session = {
  sessionId: z.string(),
  pluginId: z.string(),
  pluginName: z.string(),
  organizationId: z.string(),
  projectId: z.string(),
  /** The export that the plugin converts; null while, or if, it asked for none. */
  exportId: z.string().nullable(),
  runBy: z.object({ userId: z.string(), email: z.string() }),
};
const sample = {
  sessionId: '65f0000000000000000000d1',
  pluginId: '65f0000000000000000000f1',
  pluginName: 'To our own format',
  organizationId: '65f0000000000000000000a1',
  projectId: '65f0000000000000000000b1',
  exportId: '65f0000000000000000000e1',
  runBy: { userId: '65f0000000000000000000c1', email: 'manager@demo.example' },
};

export const PluginSessionStarted = defineEvent({
  topic: 'plugin-sessions',
  type: 'plugin-session.started.v1',
  summary: 'A plugin took a run.',
  publishedBy: ['plugin-converter'],
  schema: z.object({ ...session, startedAt: z.iso.datetime() }),
  sample: { ...sample, exportId: null, startedAt: '2026-11-24T10:00:00.000Z' },
});

export const PluginSessionEnded = defineEvent({
  topic: 'plugin-sessions',
  type: 'plugin-session.ended.v1',
  summary: 'A run of a plugin is over: with a result, without, cancelled, or given up.',
  publishedBy: ['plugin-converter'],
  schema: z.object({
    ...session,
    state: z.enum(['completed', 'failed', 'cancelled']),
    failure: stepFailureSchema.optional(),
    endedAt: z.iso.datetime(),
  }),
  sample: { ...sample, state: 'completed' as const, endedAt: '2026-11-24T10:00:10.000Z' },
});
