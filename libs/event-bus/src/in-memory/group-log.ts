import { patternOf } from '../on-event.js';
import type { Delivery } from '../delivery/delivery-context.js';
import type { Subscription } from '../delivery/handlers.js';

export interface LoggedMessage extends Delivery {
  readonly id: string;
}

/** What one group has still to do. It outlives its consumers, so a restarted one goes on where the last one was. */
export class GroupLog {
  private readonly subscriptions = new Set<string>();
  private messages = new Map<string, LoggedMessage>();
  private members: { readonly member: unknown; readonly wake: () => void }[] = [];
  private count = 0;

  subscribe(subscriptions: readonly Subscription[]): void {
    for (const { topic, type } of subscriptions) this.subscriptions.add(patternOf(topic, type));
  }

  append(delivery: Delivery): void {
    if (!this.subscriptions.has(patternOf(delivery.topic, delivery.envelope.type))) return;
    const id = String(++this.count);
    this.messages.set(id, { ...delivery, id });
    this.members[0]?.wake();
  }

  /** One member works at a time, the others stand by. `wake` is called when there is news. */
  leads(member: unknown, wake: () => void): boolean {
    if (!this.members.some((each) => each.member === member)) this.members.push({ member, wake });
    return this.members[0]?.member === member;
  }

  release(member: unknown): void {
    this.members = this.members.filter((each) => each.member !== member);
    this.members[0]?.wake();
  }

  read(held: readonly string[], fullKeys: readonly string[], limit: number): LoggedMessage[] {
    const skipped = new Set(held);
    const full = new Set(fullKeys);
    const read: LoggedMessage[] = [];
    for (const message of this.messages.values()) {
      if (read.length >= limit) break;
      if (!skipped.has(message.id) && !(message.key !== null && full.has(message.key))) read.push(message);
    }
    return read;
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.messages.delete(id);
  }
}
