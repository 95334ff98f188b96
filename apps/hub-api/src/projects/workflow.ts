import { badRequest, conflict } from '@hub/failures';
import { z } from 'zod';

export const stageTypes = [
  'Start',
  'Label',
  'Review',
  'Logic',
  'Plugin',
  'Webhook',
  'Complete',
  'Archive',
  'Consensus',
  'Hold',
] as const;

/** One stage of a workflow, as the contract spells it. Unknown members are kept. */
export const stageSchema = z.looseObject({
  id: z.string().min(1).max(100),
  type: z.enum(stageTypes),
  name: z.string().trim().min(1).max(200),
  next: z.array(z.string()).optional(),
  autoForward: z.boolean().optional(),
  preventRequeue: z.boolean().optional(),
  consensusId: z.string().optional(),
  position: z.looseObject({ x: z.number(), y: z.number() }).optional(),
});
export type Stage = z.output<typeof stageSchema>;

/** Throws Failure `bad-request` naming the stage and what is wrong with it. */
export function assertWorkflow(stages: readonly Stage[]): void {
  const ids = stages.map((stage) => stage.id);
  const starts = stages.filter((stage) => stage.type === 'Start').length;
  if (starts !== 1) {
    throw badRequest(`A workflow has exactly one Start stage; this one has ${starts}.`, {
      field: 'stages',
      expected: 'one stage of type Start',
    });
  }
  stages.forEach((stage, index) => {
    if (ids.indexOf(stage.id) !== index) throw wrong(index, 'id', stage.id, 'ids that differ');
    if (stages.findIndex((other) => other.name === stage.name) !== index)
      throw wrong(index, 'name', stage.name, 'names that differ');
    const unknown = stage.next?.find((id) => !ids.includes(id));
    if (unknown !== undefined) throw wrong(index, 'next', unknown, `ids of the stages: ${ids.join(', ')}`);
    if (stage.consensusId && !ids.includes(stage.consensusId))
      throw wrong(index, 'consensusId', stage.consensusId, 'id of the Consensus stage');
  });
}

/** Where new tasks wait: the Start stage, or the one behind it when Start forwards by itself. */
export function entryStage(stages: readonly Stage[]): Stage {
  const start = stages.find((stage) => stage.type === 'Start');
  if (!start) throw badRequest('The workflow of this project has no Start stage.');
  const next = start.autoForward ? start.next?.[0] : undefined;
  return stages.find((stage) => stage.id === next) ?? start;
}

/** By id or by name; ids win. */
export const findStage = (stages: readonly Stage[], idOrName: string): Stage | undefined =>
  stages.find((stage) => stage.id === idOrName) ?? stages.find((stage) => stage.name === idOrName);

/** Throws Failure `bad-request` listing the stages there are. */
export function requireStage(stages: readonly Stage[], idOrName: string, field: string): Stage {
  const stage = findStage(stages, idOrName);
  if (stage) return stage;
  throw badRequest(`There is no stage ${idOrName} in this project.`, {
    field,
    value: idOrName,
    expected: stages.map((s) => s.id).join(', '),
  });
}

function wrong(index: number, member: string, value: string, expected: string): Error {
  return badRequest(`stages.${index}.${member} is not usable: ${value}`, {
    field: `stages.${index}.${member}`,
    value,
    expected,
  });
}

/** Where a task goes when its stage is done; `branch` 1 is the other way out of Review and Consensus. Throws Failure `conflict` at an end. */
export function nextStage(stages: readonly Stage[], stageId: string, branch: 0 | 1 = 0): Stage {
  const stage = stages.find(({ id }) => id === stageId);
  const next = stages.find(({ id }) => id === stage?.next?.[branch]);
  if (next) return next;
  const name = stage?.name ?? stageId;
  throw conflict(`Stage ${name} has no next stage${branch === 1 ? ' for refused tasks' : ''}.`, {
    field: 'nextStage',
    value: stageId,
  });
}
