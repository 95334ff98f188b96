import { timingSafeEqual, createHash, randomBytes } from 'node:crypto';
import type { Caller } from '@hub/annotation-store';
import { newId } from '@hub/annotations';
import { badRequest, forbidden, notFound } from '@hub/failures';
import { assertEndpoint, type GuardSettings } from '@hub/guarded-agent';
import { EnvelopeSealer } from '@hub/sealing';
import { Injectable } from '@nestjs/common';
import { PluginsRepository, type ListedPlugin } from '../persistence/plugins.repository.js';
import { secretAad, type Connector, type Plugin } from './plugin.js';

export interface PluginWish {
  readonly name: string;
  readonly description: string;
  readonly connector: Connector;
  readonly restUrl?: string;
  readonly defaultConfig: Readonly<Record<string, unknown>>;
  readonly isPublic: boolean;
}

/** Which strangers' programs may be called by the operator's leave. */
export class Outbound {
  constructor(readonly guard: GuardSettings) {}
}

/** Plugins of an organization: made, installed and taken away by its admins. A secret is shown once. */
@Injectable()
export class PluginRegistry {
  constructor(
    private readonly plugins: PluginsRepository,
    private readonly sealer: EnvelopeSealer,
    private readonly outbound: Outbound,
  ) {}

  /** Throws Failure: `forbidden`, `bad-request`. */
  async create(caller: Caller, wish: PluginWish): Promise<{ plugin: ListedPlugin; secret: string }> {
    assertAdmin(caller);
    const restUrl = this.restUrlOf(wish);
    const id = newId();
    const secret = newSecret();
    const { name, description, connector, defaultConfig, isPublic } = wish;
    await this.plugins.add({
      ...{ id, name, description, connector, restUrl, defaultConfig, isPublic },
      organizationId: caller.organizationId,
      sealedSecret: this.sealer.seal(secret, secretAad(id)),
      createdBy: caller.email,
    });
    return { plugin: await this.show(caller, id), secret };
  }

  list(caller: Caller): Promise<ListedPlugin[]> {
    return this.plugins.visible(caller.organizationId);
  }

  /** Throws Failure `not-found`. */
  async show(caller: Caller, id: string): Promise<ListedPlugin> {
    const [found] = await this.plugins.visible(caller.organizationId, id);
    if (!found) throw notFound('There is no such plugin.', { field: 'id', value: id });
    return found;
  }

  /** One that may be run: the organization's own, or installed by it. Throws Failure: `not-found`, `forbidden`. */
  async runnable(caller: Caller, id: string): Promise<ListedPlugin> {
    const found = await this.show(caller, id);
    if (found.organizationId === caller.organizationId || found.installed) return found;
    throw forbidden('This plugin is not installed: an admin of the organization has to install it first.');
  }

  async install(caller: Caller, id: string): Promise<ListedPlugin> {
    assertAdmin(caller);
    await this.show(caller, id);
    await this.plugins.install(id, caller.organizationId);
    return this.show(caller, id);
  }

  /** The old secret is void at once. */
  async rotateSecret(caller: Caller, id: string): Promise<string> {
    await this.own(caller, id);
    const secret = newSecret();
    await this.plugins.changeSecret(id, this.sealer.seal(secret, secretAad(id)));
    return secret;
  }

  async remove(caller: Caller, id: string): Promise<void> {
    await this.own(caller, id);
    await this.plugins.remove(id);
  }

  /** What the program that says so has to know. */
  async isSecret(id: string, secret: string): Promise<boolean> {
    const plugin = await this.plugins.find(id);
    return plugin !== null && timingSafeEqual(digest(secret), digest(this.secretOf(plugin)));
  }

  secretOf({ id, sealedSecret }: Pick<Plugin, 'id' | 'sealedSecret'>): string {
    return this.sealer.open(sealedSecret, secretAad(id));
  }

  /** Others' plugins are none of theirs. */
  private async own(caller: Caller, id: string): Promise<void> {
    const { organizationId } = await this.show(caller, id);
    assertAdmin(caller);
    if (organizationId !== caller.organizationId) throw forbidden('This plugin belongs to another organization.');
  }

  private restUrlOf({ connector, restUrl }: PluginWish): string | null {
    if (connector === 'WS') return null;
    if (!restUrl) throw badRequest('restUrl is missing.', { field: 'restUrl', expected: 'where the plugin listens' });
    assertEndpoint(restUrl, this.outbound.guard, 'restUrl');
    return restUrl.replace(/\/+$/, '');
  }
}

export function assertAdmin({ organizationRole, pluginSession }: Caller): void {
  if (organizationRole === 'member' || pluginSession)
    throw forbidden('Only owners and admins of the organization may do this.');
}

const newSecret = (): string => randomBytes(32).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
