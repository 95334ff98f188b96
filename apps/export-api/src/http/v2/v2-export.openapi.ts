import { exportFormats } from '@hub/event-contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly enum?: readonly string[];
  readonly required?: boolean;
}

const toggle = ['true', 'false'];
const parameters: readonly Parameter[] = [
  { name: 'project', description: 'Project id', required: true },
  { name: 'format', description: 'Default json', enum: exportFormats },
  { name: 'type', description: 'Default task', enum: ['task', 'issue'] },
  {
    name: 'stage',
    description:
      'JSON array of stage ids or names. Default: stages of type Complete; none for consensus, benchmark or selected tasks',
  },
  { name: 'batches', description: 'JSON array of batch ids or names, or comma-separated' },
  { name: 'tasks', description: 'JSON array of task ids: only these' },
  { name: 'taskTypes', description: 'JSON array of default, consensus, benchmark. Default: all' },
  { name: 'includeMetadata', description: 'Default true', enum: toggle },
  { name: 'includeHistory', description: 'Default true', enum: toggle },
  { name: 'includeOnlyKeyFrames', description: 'Default false', enum: toggle },
  { name: 'includeIdleBlurDurations', description: 'Default false', enum: toggle },
  { name: 'sendEmail', description: 'Default false', enum: toggle },
  { name: 'doNotNotify', description: 'Default true', enum: toggle },
  { name: 'updatedAt', description: 'JSON object with $gt and/or $lt, strict; times like 2024-05-01T00:00:00.000000Z' },
  { name: 'createdAt', description: 'As updatedAt' },
  {
    name: 'status',
    description: 'Of the vendor’s reference. Ignored: an export shows tasks as they were, not their status',
  },
];

/** The query of both endpoints, for the API's documentation; it is read by `readV2Export`. */
export const V2ExportQuery = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ...parameters.map(({ name, description, enum: values, required = false }) =>
      ApiQuery({ name, description, required, schema: { type: 'string', ...(values && { enum: [...values] }) } }),
    ),
  );
