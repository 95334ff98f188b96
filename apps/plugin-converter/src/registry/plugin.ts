/** How the Hub reaches a plugin: it connects by itself, or it is a server. */
export type Connector = 'WS' | 'REST';

/** A program of somebody else that converts exports. */
export interface Plugin {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly description: string;
  readonly connector: Connector;
  /** Of a server: where `/plugin` and `/heartbeat` are. */
  readonly restUrl: string | null;
  /** Prefilled for whoever runs it. */
  readonly defaultConfig: Readonly<Record<string, unknown>>;
  /** Other organizations may install it. */
  readonly isPublic: boolean;
  readonly sealedSecret: string;
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** What a secret is sealed for: one that was copied to another row does not open there. */
export const secretAad = (pluginId: string): string => `plugins/${pluginId}`;

/** A connection that was not heard of for so long is gone (spec 6.2: heartbeats come each 60 s). Seconds. */
export const lightSeconds = 150;

/** How a server that serves plugins is written among the connections. */
export const restSid = (pluginId: string): string => `rest:${pluginId}`;
