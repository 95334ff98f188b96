import type { Server } from 'node:http';
import { Accounts, Projects, type ProjectRole } from '@hub/annotation-store';
import { createService } from '@hub/service-defaults';
import { startTestDatabase } from '@hub/testing';
import type { INestApplication } from '@nestjs/common';
import supertest from 'supertest';
import { hubApi } from '../hub-api.module.js';

/** hub-api on a Postgres of its own, with people in every role. Keys equal the names: `owner`, `manager`, … */
export interface RunningHub {
  readonly app: INestApplication;
  readonly accounts: Accounts;
  readonly projects: Projects;
  readonly organizationId: string;
  /** A request as the person with this API key. */
  as(key: string): Client;
  /** Gives a member of the organization a role in a project. */
  join(projectId: string, name: string, role: ProjectRole): Promise<void>;
  stop(): Promise<void>;
}

export interface Client {
  get(path: string): supertest.Test;
  post(path: string, body?: object): supertest.Test;
  delete(path: string, body?: object): supertest.Test;
}

export const people = ['owner', 'admin', 'manager', 'lead', 'reviewer', 'labeler', 'member'] as const;
export const password = 'correct horse battery';
export const emailOf = (name: string): string => `${name}@example.org`;

export async function startHub(settings: { signInLimit?: number } = {}): Promise<RunningHub> {
  const database = await startTestDatabase();
  await hubApi.migrate(database.url);
  const parsed = hubApi.settings.parse({ DATABASE_URL: database.url, SIGN_IN_LIMIT: settings.signInLimit ?? 100 });
  const app = await createService(hubApi.module(parsed), {
    name: hubApi.name,
    logLevel: 'fatal',
    bodyLimit: hubApi.bodyLimit,
  });
  await app.init();
  const accounts = app.get(Accounts);
  const organizationId = await accounts.createOrganization('Acme');
  const users = new Map<string, string>();
  for (const name of people) {
    const userId = await accounts.createUser({ email: emailOf(name), name, password });
    users.set(name, userId);
    await accounts.setOrganizationRole(organizationId, userId, name === 'owner' || name === 'admin' ? name : 'member');
    await accounts.createApiKey(organizationId, userId, 'test', name);
  }
  const elsewhere = await accounts.createOrganization('Elsewhere');
  const stranger = await accounts.createUser({ email: emailOf('stranger'), name: 'stranger', password });
  await accounts.setOrganizationRole(elsewhere, stranger, 'owner');
  await accounts.createApiKey(elsewhere, stranger, 'test', 'stranger');
  return {
    app,
    accounts,
    projects: app.get(Projects),
    organizationId,
    as: (key) => clientOf(app.getHttpServer() as Server, key),
    join: (projectId, name, role) => accounts.setProjectRole(projectId, users.get(name) ?? '', role),
    stop: async () => {
      await app.close();
      await database.stop();
    },
  };
}

function clientOf(server: Server, key: string): Client {
  const send = (test: supertest.Test, body?: object): supertest.Test => {
    void test.set('apikey', key);
    return body === undefined ? test : test.send(body);
  };
  return {
    get: (path) => send(supertest(server).get(path)),
    post: (path, body) => send(supertest(server).post(path), body),
    delete: (path, body) => send(supertest(server).delete(path), body),
  };
}
