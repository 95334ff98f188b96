import { Wake } from '@hub/event-bus';
import { Transactions } from '@hub/outbox';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { END_SIGNALS, type EndSignals } from '../exports/end-signals.js';
import { ContinuousDeliveriesRepository } from '../persistence/continuous-deliveries.repository.js';
import { AdvanceDelivery } from './advance-delivery.js';
import { SCHEDULE_SETTINGS, type ScheduleSettings } from './schedule-settings.js';

/** Deliveries that other processes set up or made due are noticed within this time. */
const longestSleepMs = 2000;

/** Advances deliveries one after the other as they become due. Any number of processes may do it at once. */
@Injectable()
export class DeliverySchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('continuous-delivery');
  private readonly alarm = new Wake();
  private loop: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly advance: AdvanceDelivery,
    private readonly deliveries: ContinuousDeliveriesRepository,
    private readonly transactions: Transactions,
    @Inject(SCHEDULE_SETTINGS) private readonly settings: Pick<ScheduleSettings, 'on'>,
    @Inject(END_SIGNALS) private readonly signals: EndSignals,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.on) return;
    this.signals.listen((exportId) => void (exportId && this.ended(exportId)));
    this.loop = this.run();
  }

  /** While the database can still be reached. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.alarm.call();
    await this.loop;
  }

  /** Something may be due earlier than the schedule knows. */
  wake(): void {
    this.alarm.call();
  }

  private async ended(exportId: string): Promise<void> {
    try {
      await this.transactions.run(({ manager }) => this.deliveries.lookAfter(manager, exportId));
      this.wake();
    } catch (error) {
      // looked at when its claim ends
      this.logger.warn(error);
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const pause = await this.round();
      if (!this.stopping && pause > 0) await this.alarm.sleep(pause);
    }
  }

  private async round(): Promise<number> {
    try {
      if (await this.advance.execute()) return 0;
      return Math.min(longestSleepMs, (await this.deliveries.untilNext()) ?? longestSleepMs);
    } catch (error) {
      // what was claimed is looked at again when the claim ends
      this.logger.warn(error);
      return longestSleepMs;
    }
  }
}
