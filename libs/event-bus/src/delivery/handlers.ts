import type { MessageHandler } from '@nestjs/microservices';
import { patternOf } from '../on-event.js';

export interface Subscription {
  readonly topic: string;
  readonly type: string;
}

/** The handlers of one consumer, by topic and event type. */
export class Handlers {
  private readonly byPattern = new Map<string, MessageHandler[]>();

  add(pattern: string, handler: MessageHandler): void {
    this.byPattern.set(pattern, [...(this.byPattern.get(pattern) ?? []), handler]);
  }

  /** In the order of registration; empty for an event nobody asked for. */
  of(topic: string, type: string): readonly MessageHandler[] {
    return this.byPattern.get(patternOf(topic, type)) ?? [];
  }

  subscriptions(): Subscription[] {
    return [...this.byPattern.keys()].map((pattern) => {
      const slash = pattern.indexOf('/');
      return { topic: pattern.slice(0, slash), type: pattern.slice(slash + 1) };
    });
  }

  topics(): string[] {
    return [...new Set(this.subscriptions().map(({ topic }) => topic))];
  }
}
