import type { Caller } from '@hub/annotation-store';
import { notFound } from '@hub/failures';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { ExportAccess } from '../exports/export-access.js';
import { ContinuousDeliveriesRepository } from '../persistence/continuous-deliveries.repository.js';
import type { ContinuousDelivery } from './continuous-delivery.js';

/** The continuous delivery of a project, for those who may export it. Throws Failure `not-found` or `forbidden`. */
@Injectable()
export class FindDelivery {
  constructor(
    private readonly access: ExportAccess,
    private readonly deliveries: ContinuousDeliveriesRepository,
    private readonly transactions: Transactions,
  ) {}

  async execute(caller: Caller, projectId: string): Promise<ContinuousDelivery> {
    const project = await this.access.project(caller, projectId);
    return (await this.deliveries.find(project.id)) ?? none(project.id);
  }

  async remove(caller: Caller, projectId: string): Promise<void> {
    const project = await this.access.project(caller, projectId);
    await this.transactions.run(async ({ manager }) => {
      const found = (await this.deliveries.lock(manager, project.id)) ?? none(project.id);
      await this.deliveries.remove(manager, found);
    });
  }
}

function none(projectId: string): never {
  throw notFound('This project has no continuous delivery.', { field: 'id', value: projectId });
}
