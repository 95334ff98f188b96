import { z } from 'zod';
import { envelopeSchema, type EventDefinition } from '../define-event.js';

export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** `input` leaves objects open: consumers must accept fields that a later release adds. */
function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return rest as JsonSchema;
}

export const dataSchema = (event: EventDefinition): JsonSchema => jsonSchema(event.schema);

/** The whole message: the CloudEvents envelope with this event's type and data. */
export function messageSchema(event: EventDefinition): JsonSchema {
  const envelope = jsonSchema(envelopeSchema);
  const required = [...(envelope.required ?? []).filter((name) => name !== 'data'), 'data'];
  return {
    ...envelope,
    properties: {
      ...envelope.properties,
      type: { const: event.type },
      source: { enum: event.publishedBy },
      data: dataSchema(event),
    },
    required,
  };
}
