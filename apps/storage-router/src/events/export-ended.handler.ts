import { OnEvent } from '@hub/event-bus';
import { ExportCompleted, ExportFailed, ExportRequested, type EventOf } from '@hub/event-contracts';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { NoteExportEnd } from '../retention/note-export-end.js';

/** From an export's end on its staged bytes are kept for a while only; a retry needs them again. */
@Controller()
export class ExportEndedHandler {
  constructor(private readonly note: NoteExportEnd) {}

  @OnEvent(ExportCompleted)
  completed(@Payload() event: EventOf<typeof ExportCompleted>): Promise<void> {
    const files = event.data.artifacts.map(({ location }) => location);
    return this.note.ended(event, event.data.exportId, 'completed', files);
  }

  @OnEvent(ExportFailed)
  failed(@Payload() event: EventOf<typeof ExportFailed>): Promise<void> {
    return this.note.ended(event, event.data.exportId, 'failed');
  }

  @OnEvent(ExportRequested)
  requested(@Payload() event: EventOf<typeof ExportRequested>): Promise<void> {
    return this.note.goesOn(event, event.data.exportId);
  }
}
