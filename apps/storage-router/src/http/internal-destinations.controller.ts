import type { Destination } from '@hub/event-contracts';
import { Public } from '@hub/service-defaults';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { FindDestination } from '../export-storage/find-destination.js';
import { InternalTokenGuard } from './internal-token.guard.js';

/** For export-api; never exposed to the outside. */
@Public()
@Controller('internal/projects')
@UseGuards(InternalTokenGuard)
export class InternalDestinationsController {
  constructor(private readonly destinations: FindDestination) {}

  @Get(':id/destination')
  async find(@Param('id') projectId: string): Promise<{ destination: Destination | null }> {
    return { destination: await this.destinations.execute(projectId) };
  }
}
