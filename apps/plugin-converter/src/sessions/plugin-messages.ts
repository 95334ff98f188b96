import { z } from 'zod';

/** What plugins send (spec 6.2). Strangers' programs: sizes are bounded, other keys are kept or passed over. */
export const heartbeatSchema = z.object({ id: z.string().max(200), secret: z.string().max(500) });

const level = z.string().min(1).max(60);
const text = z
  .unknown()
  .transform((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 16_384));

/** `msg` is always there; what else is in the message is shown beside it. */
export const logSchema = z
  .looseObject({ session: z.string().max(200), level, msg: text })
  .transform(({ session, level: named, msg, ...rest }) => {
    const { organization: _, pluginId: __, runBy: ___, ...extra } = rest;
    return { session, line: { level: named, msg, extra } };
  });

export const responseSchema = z.looseObject({
  session: z.string().max(200),
  /** A result that was uploaded; of other kinds of plugins anything. */
  response: z.unknown().optional(),
  export: z.boolean().optional(),
  error: z.unknown().optional(),
});
export type PluginResponse = z.output<typeof responseSchema>;
