/** Who calls, with every right that matters to exports. */
export interface Caller {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly organizationId: string;
  readonly organizationRole: 'owner' | 'admin' | 'member';
  /** Role by project id; owners and admins act as Manager everywhere. */
  readonly projectRoles: Readonly<Record<string, ProjectRole>>;
  /** Set where a plugin calls, with the key that it was given for one run. */
  readonly pluginSession?: PluginSession;
}

/** The run of a plugin that a key was given for. */
export interface PluginSession {
  readonly id: string;
  readonly pluginId: string;
  readonly pluginName: string;
  readonly projectId: string;
  readonly sendEmail: boolean;
}
export type ProjectRole = 'Manager' | 'Lead' | 'Reviewer' | 'Labeler';

export const mayExport = (caller: Caller, projectId: string): boolean =>
  caller.organizationRole !== 'member' || caller.projectRoles[projectId] === 'Manager';

/** Sees the project at all: organization owners and admins, and its members. */
export const maySee = (caller: Caller, projectId: string): boolean =>
  caller.organizationRole !== 'member' || caller.projectRoles[projectId] !== undefined;
