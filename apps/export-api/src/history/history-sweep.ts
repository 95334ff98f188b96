import { Sweeper } from '@hub/service-defaults';
import { Injectable } from '@nestjs/common';
import { ForgetExports } from './forget-exports.js';

const everyMs = 10 * 60_000;

/** Looks every ten minutes for exports whose time in the history is over. */
@Injectable()
export class HistorySweep extends Sweeper {
  constructor(forget: ForgetExports) {
    super('history', everyMs, [forget]);
  }
}
