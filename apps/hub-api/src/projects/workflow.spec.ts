import { Failure } from '@hub/failures';
import { assertWorkflow, entryStage, findStage, nextStage, requireStage, type Stage } from './workflow.js';

const start: Stage = { id: 'Start', type: 'Start', name: 'Start', autoForward: true, next: ['Label'] };
const label: Stage = { id: 'Label', type: 'Label', name: 'Label', next: ['r1'] };
const review: Stage = { id: 'r1', type: 'Review', name: 'Check', next: ['Complete', 'Label'] };
const complete: Stage = { id: 'Complete', type: 'Complete', name: 'Complete', next: [] };
const stages = [start, label, review, complete];

const failureOf = (work: () => unknown): Failure => {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error('no failure');
};

describe('a workflow', () => {
  it('is accepted as it stands', () => expect(() => assertWorkflow(stages)).not.toThrow());

  it.each([
    [[label, complete], 'stages'],
    [[start, { ...start, name: 'Again' }], 'stages'],
    [[...stages, { ...review, name: 'Other' }], 'stages.4.id'],
    [[start, label, review, { ...complete, name: 'Check' }], 'stages.3.name'],
    [[start, label, { ...review, next: ['Gone'] }, complete], 'stages.2.next'],
    [[start, label, { ...review, consensusId: 'c' }, complete], 'stages.2.consensusId'],
  ])('is refused naming the member: %#', (broken, field) => {
    expect(failureOf(() => assertWorkflow(broken)).field).toBe(field);
  });

  it('lets new tasks wait in Start, or behind it when Start forwards', () => {
    expect(entryStage(stages)).toBe(label);
    expect(entryStage([{ ...start, autoForward: false }, label])).toMatchObject({ id: 'Start' });
    expect(entryStage([{ ...start, next: [] }])).toMatchObject({ id: 'Start' });
  });

  it('leads on by the first way, back by the second, and ends', () => {
    expect(nextStage(stages, 'r1')).toBe(complete);
    expect(nextStage(stages, 'r1', 1)).toBe(label);
    expect(failureOf(() => nextStage(stages, 'Complete')).code).toBe('conflict');
    expect(failureOf(() => nextStage(stages, 'Label', 1)).message).toContain('refused tasks');
  });

  it('finds a stage by id before name', () => {
    const confusing = [...stages, { id: 'Check', type: 'Hold', name: 'Waiting' } as const];
    expect(findStage(confusing, 'Check')).toMatchObject({ name: 'Waiting' });
    expect(findStage(stages, 'Check')).toBe(review);
    expect(failureOf(() => requireStage(stages, 'nope', 'toStageId'))).toMatchObject({
      field: 'toStageId',
      expected: 'Start, Label, r1, Complete',
    });
  });
});
