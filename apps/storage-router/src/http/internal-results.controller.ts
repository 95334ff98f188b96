import { Public } from '@hub/service-defaults';
import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { Failure } from '@hub/failures';
import { resultClaimSchema, TakeResult, type PluginResult } from '../uploads/take-result.js';
import { InternalTokenGuard } from './internal-token.guard.js';

export type ResultAnswer =
  { readonly result: PluginResult } | { readonly refused: { readonly code: string; readonly message: string } };

/** For plugin-converter; never exposed to the outside. */
@Public()
@Controller('internal/plugin-results')
@UseGuards(InternalTokenGuard)
export class InternalResultsController {
  constructor(private readonly take: TakeResult) {}

  /** A refusal is an answer: it is the plugin's fault, not the caller's. */
  @Post()
  @HttpCode(200)
  async check(@Body() body: unknown): Promise<ResultAnswer> {
    try {
      return { result: await this.take.execute(resultClaimSchema.parse(body)) };
    } catch (error) {
      if (!(error instanceof Failure && error.fault === 'plugin')) throw error;
      return { refused: { code: error.code, message: error.message } };
    }
  }
}
