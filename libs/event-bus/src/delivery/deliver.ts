import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { TopicKind } from '@hub/event-contracts';
import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { reasonOf, type DeadLetter } from './dead-letter.js';
import { DeliveryContext, type Delivery } from './delivery-context.js';
import type { Handlers } from './handlers.js';
import type { RetryPolicy } from './retry-policy.js';

export interface Receiver {
  readonly kind: TopicKind;
  readonly group: string;
  readonly handlers: Handlers;
  readonly retry: RetryPolicy;
  readonly logger: Pick<LoggerService, 'warn' | 'error'>;
  /** Aborted when the consumer stops: a retry that waits is given back to the bus. */
  readonly stopping: AbortSignal;
  bury(letter: DeadLetter): Promise<void>;
}

const noHeartbeat = async (): Promise<void> => undefined;

/**
 * Hands one event to its handlers, one after the other: retry in place, then dead letter. Each handler has its own
 * attempts, so a failing one neither repeats nor hides the others. Resolves when the event is done with; rejects when
 * it must be delivered again (stopping, the dead letter could not be written, or the heartbeat failed).
 */
export async function deliver(delivery: Delivery, receiver: Receiver, heartbeat = noHeartbeat): Promise<void> {
  for (const handler of receiver.handlers.of(delivery.topic, delivery.envelope.type)) {
    await handOver(handler, delivery, receiver, heartbeat);
  }
}

async function handOver(
  handler: MessageHandler,
  delivery: Delivery,
  receiver: Receiver,
  heartbeat: () => Promise<void>,
): Promise<void> {
  const { kind, group, retry, logger } = receiver;
  for (let attempt = 1; ; attempt++) {
    try {
      await run(handler, delivery, new DeliveryContext(delivery, kind, group, attempt, heartbeat));
      return;
    } catch (error) {
      const { id, type, subject } = delivery.envelope;
      const reason = reasonOf(error);
      if (attempt >= retry.attempts(error)) {
        logger.error({ message: `Gave up ${type} in ${group}: ${reason}`, id, subject, attempt, err: error });
        await receiver.bury({ delivery, reason, attempts: attempt });
        return;
      }
      logger.warn({ message: `Handler of ${type} in ${group} failed, trying again: ${reason}`, id, subject, attempt });
      await pause(retry.pause(attempt), receiver.stopping, heartbeat);
    }
  }
}

async function run(handler: MessageHandler, { envelope }: Delivery, context: DeliveryContext): Promise<void> {
  const result: unknown = await handler(envelope, context);
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}

/** In steps of a second, so that the broker keeps hearing from us. */
async function pause(milliseconds: number, stopping: AbortSignal, heartbeat: () => Promise<void>): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 1000) {
    await heartbeat();
    await sleep(Math.min(left, 1000), undefined, { signal: stopping });
  }
}
