import type { EventDefinition } from './define-event.js';
import * as exportSteps from './events/export-steps.events.js';
import * as publicEvents from './events/exports.events.js';
import * as notifications from './events/notifications.events.js';
import * as pluginSessions from './events/plugin-sessions.events.js';
import { BuildSliceDue, ConversionSliceDue, DeliverySliceDue } from './events/slices.events.js';

/** Every event there is, in the order of the documentation. */
export const catalogue: readonly EventDefinition[] = [
  ...Object.values(publicEvents),
  ...Object.values(exportSteps),
  BuildSliceDue,
  DeliverySliceDue,
  ConversionSliceDue,
  ...Object.values(pluginSessions),
  ...Object.values(notifications),
];
