import { Public } from '@hub/service-defaults';
import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { AcceptResult, resultQuestionSchema, type AcceptedResult } from '../uploads/accept-result.js';
import { InternalTokenGuard } from './internal-token.guard.js';

/** For plugin-converter; never exposed to the outside. */
@Public()
@Controller('internal/plugin-results')
@UseGuards(InternalTokenGuard)
export class InternalResultsController {
  constructor(private readonly results: AcceptResult) {}

  @Post()
  @HttpCode(200)
  accept(@Body() body: unknown): Promise<AcceptedResult> {
    return this.results.execute(resultQuestionSchema.parse(body));
  }
}
