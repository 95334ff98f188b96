import type { KeptLine } from '../persistence/session-logs.repository.js';
import type { ListedPlugin } from '../persistence/plugins.repository.js';
import type { Session } from '../sessions/session.js';

/** A plugin as people see it: never its secret. */
export const pluginView = (plugin: ListedPlugin) => ({
  id: plugin.id,
  name: plugin.name,
  type: 'Export',
  description: plugin.description,
  connector: plugin.connector,
  restUrl: plugin.restUrl,
  defaultConfig: plugin.defaultConfig,
  isPublic: plugin.isPublic,
  installed: plugin.installed,
  live: plugin.live,
  createdBy: plugin.createdBy,
  createdAt: plugin.createdAt.toISOString(),
});

export const sessionView = (session: Session) => ({
  id: session.id,
  pluginId: session.pluginId,
  pluginName: session.pluginName,
  projectId: session.projectId,
  runBy: { userId: session.runById, email: session.runByEmail },
  stages: session.stages,
  batches: session.batches,
  config: session.config,
  sendEmail: session.sendEmail,
  state: session.state,
  exportId: session.exportId,
  response: session.response,
  error: session.failure,
  createdAt: session.createdAt.toISOString(),
  startedAt: session.startedAt?.toISOString() ?? null,
  endedAt: session.endedAt?.toISOString() ?? null,
});

/** What a plugin adds to a line stands beside it; our own fields win. */
export const lineView = ({ level, msg, extra, at }: KeptLine) => ({ ...extra, level, msg, at: at.toISOString() });
