import { AdvanceDelivery } from './advance-delivery.js';
import { BeginBatch } from './begin-batch.js';
import { CountChanges } from './count-changes.js';
import { ExportRights } from './export-rights.js';
import { FindDelivery } from './find-delivery.js';
import { OfferBatch } from './offer-batch.js';
import { RetriedBatch } from './retried-batch.js';
import { SaveDelivery } from './save-delivery.js';
import { SettleBatch } from './settle-batch.js';
import { ShowDelivery } from './show-delivery.js';

/** Everything but the schedule. */
export const continuousDelivery = [
  AdvanceDelivery,
  BeginBatch,
  CountChanges,
  ExportRights,
  FindDelivery,
  OfferBatch,
  RetriedBatch,
  SaveDelivery,
  SettleBatch,
  ShowDelivery,
];
