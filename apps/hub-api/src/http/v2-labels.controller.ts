import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@hub/annotation-store';
import { Action, CurrentCaller, SuccessEnvelope } from '@hub/service-defaults';
import { AnnotateTask } from '../labels/annotate-task.js';
import { answerOf } from '../labels/check-answer.js';
import { ImportLabels } from '../labels/import-labels.js';
import { AnnotateBody, AnnotateQuery, ImportLabelsBody } from './labels.requests.js';

/** Most records an answer names; the count is always complete. */
const maxNamed = 1000;

@ApiTags('Labels (v2)')
@ApiSecurity('apikey')
@SuccessEnvelope()
@Controller('v2')
export class V2LabelsController {
  constructor(
    private readonly importLabels: ImportLabels,
    private readonly annotateTask: AnnotateTask,
  ) {}

  @ApiOperation({ summary: 'Import labels for tasks in Start; tells which were not labelled and why (Leads)' })
  @Action('import/labels')
  async import(@CurrentCaller() caller: Caller, @Body() body: ImportLabelsBody): Promise<unknown> {
    const records = [...(body.jsonContent ?? []), ...(body.labels ?? [])];
    const { labeled, wanted, notLabeled } = await this.importLabels.execute(caller, body.project, records);
    return {
      project: `${labeled} / ${wanted} tasks are labeled.`,
      labeled,
      wanted,
      notLabeledCount: notLabeled.length,
      notLabeled: notLabeled.slice(0, maxNamed),
    };
  }

  @ApiOperation({ summary: 'Save the answer of a task, and send it on with nextStage=true (Labelers)' })
  @Action('annotate/:taskId')
  async annotate(
    @CurrentCaller() caller: Caller,
    @Param('taskId') taskId: string,
    @Query() query: AnnotateQuery,
    @Body() body: AnnotateBody,
  ): Promise<unknown> {
    const { duration, blurDuration, idleDuration } = body;
    const given = answerOf(body.answer);
    const answer = {
      ...given,
      brushDataUrl: body.brushDataUrl ?? given.brushDataUrl,
      medicalBrushDataUrl: body.medicalBrushDataUrl ?? given.medicalBrushDataUrl,
    };
    const annotation = { answer, nextStage: query.nextStage, duration, blurDuration, idleDuration };
    const { task, stageId } = await this.annotateTask.execute(caller, taskId, annotation);
    return {
      label: { _id: taskId, labelTask: taskId, project: task.projectId, asset: task.asset._id, stage: stageId },
    };
  }
}
