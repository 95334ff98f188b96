import { OnEvent } from '@hub/event-bus';
import { ExportProgressed, type EventOf } from '@hub/event-contracts';
import { Transactions } from '@hub/outbox';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { exportRooms } from '../notify/notify-export-outcome.js';
import { LiveChannel } from '../realtime/live-channel.js';

/** Progress is only shown, never stored: a repeat does no harm. */
@Controller()
export class ExportProgressedHandler {
  constructor(
    private readonly live: LiveChannel,
    private readonly transactions: Transactions,
  ) {}

  @OnEvent(ExportProgressed)
  async handle(@Payload() event: EventOf<typeof ExportProgressed>): Promise<void> {
    const { organizationId, projectId } = event.data;
    await this.transactions.run((tx) =>
      this.live.announce(tx.manager, {
        rooms: exportRooms(organizationId, projectId),
        event: 'export.progressed',
        data: event.data,
      }),
    );
  }
}
