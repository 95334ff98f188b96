import {
  applyDecorators,
  Catch,
  Injectable,
  UseFilters,
  UsePipes,
  type ExceptionFilter,
  type PipeTransform,
} from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { envelopeSchema, parseEvent, topics, type EventDefinition, type TopicKind } from '@hub/event-contracts';
import { throwError, type Observable } from 'rxjs';

/** Nest hands a handler only to the transport with its id: so facts and slices have consumers of their own. */
export const transportIds: Record<TopicKind, symbol> = { facts: Symbol('hub.facts'), slices: Symbol('hub.slices') };

/** The pattern under which Nest files a handler: topic and event type. */
export const patternOf = (topic: string, type: string): string => `${topic}/${type}`;
export const topicOfPattern = (pattern: string): string => pattern.slice(0, pattern.indexOf('/'));

/** Nest would turn every ordinary error into "Internal server error" before the transport can see whether to retry. */
@Catch()
class RethrowFilter implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Parses the envelope by the event's declaration: a handler never sees anything untyped. */
function parsePipe(definition: EventDefinition): PipeTransform {
  @Injectable()
  class ParseEventPipe implements PipeTransform {
    transform(value: unknown, metadata: { type: string }): unknown {
      return metadata.type === 'body' ? parseEvent(definition, envelopeSchema.parse(value)) : value;
    }
  }
  return new ParseEventPipe();
}

/**
 * Subscribes a controller method to one event. The method takes `@Payload() event: EventOf<typeof Definition>`.
 * It must be idempotent; an error it throws is retried in place and then dead-lettered.
 */
export function OnEvent(definition: EventDefinition): MethodDecorator {
  return applyDecorators(
    EventPattern(patternOf(definition.topic, definition.type), transportIds[topics[definition.topic]]),
    UsePipes(parsePipe(definition)),
    UseFilters(new RethrowFilter()),
  );
}
