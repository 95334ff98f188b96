import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const config = z.record(z.string(), z.unknown());
const names = z.array(z.string().min(1).max(500)).max(1000);

export class PluginWishDto extends createZodDto(
  z.strictObject({
    name: z.string().min(1).max(200),
    type: z.literal('Export').default('Export').describe('Export plugins are what there is.'),
    connector: z.enum(['WS', 'REST']).default('WS').describe('WS: it connects to us. REST: it is a server.'),
    restUrl: z.string().max(2000).optional().describe('Of a server: where /plugin and /heartbeat are.'),
    description: z.string().max(10_000).default(''),
    defaultConfig: config.default({}).describe('Prefilled for whoever runs it.'),
    isPublic: z.boolean().default(false).describe('Other organizations may install it.'),
  }),
) {}

export class RunWishDto extends createZodDto(
  z.strictObject({
    pluginId: z.string().min(1).max(100),
    stages: names.default([]).describe('Stage ids or names; empty: stages of type Complete.'),
    batches: names.default([]).describe('Batch ids; empty: all.'),
    config: config.optional().describe('Absent: the default of the plugin.'),
    sendEmail: z.boolean().default(false),
  }),
) {}
