import { Failure } from '@hub/failures';
import type { OutgoingEvent } from '@hub/event-contracts';

/** Below Kafka's default limit of 1 MiB, with room for headers; the embedded bus keeps the same limit, so nothing works only there. */
export const maxEventBytes = 900_000;

/** The event as it travels. Throws Failure `event-too-large` (hub): what is larger belongs into the staging bucket. */
export function serialise(event: OutgoingEvent): string {
  const text = JSON.stringify(event.envelope);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxEventBytes) {
    throw new Failure(
      'event-too-large',
      'hub',
      `${event.envelope.type} has ${bytes} bytes, at most ${maxEventBytes} travel`,
      {
        field: 'data',
        value: String(bytes),
        expected: `at most ${maxEventBytes} bytes; put content into the staging bucket and send its key`,
      },
    );
  }
  return text;
}
