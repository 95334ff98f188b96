import { hashSecret, type Accounts } from '@hub/annotation-store';
import type { HubDatabase } from '../../persistence/hub-database.js';
import { credentialsOf, demoPeople, type DemoPerson } from './demo-people.js';

export const demoOrganization = 'Demo';

/** The demo's organization and people; those that exist stay as they are. Returns the organization's id and users by e-mail. */
export async function seedPeople(
  database: HubDatabase,
  accounts: Accounts,
  secret: string,
): Promise<{ organizationId: string; userIds: ReadonlyMap<string, string> }> {
  const organizationId = await organizationOf(database, accounts, secret);
  const userIds = new Map<string, string>();
  for (const person of demoPeople)
    userIds.set(person.email, await seedPerson(database, accounts, { organizationId, person, secret }));
  return { organizationId, userIds };
}

/** The owner's; the two are made together. */
async function organizationOf(database: HubDatabase, accounts: Accounts, secret: string): Promise<string> {
  const [owner] = demoPeople;
  const [found] = await database.rows<{ id: string }>(
    `select m.organization_id as id from annotation_store.organization_members m
     join annotation_store.users u on u.id = m.user_id where u.email = $1 and m.role = 'owner'`,
    [owner.email],
  );
  if (found) return found.id;
  return database.change(async (tx) => {
    const within = accounts.within(tx);
    const id = await within.createOrganization(demoOrganization);
    const userId = await within.createUser({ ...owner, password: credentialsOf(owner, secret).password });
    await within.setOrganizationRole(id, userId, owner.role);
    return id;
  });
}

async function seedPerson(
  database: HubDatabase,
  accounts: Accounts,
  { organizationId, person, secret }: { organizationId: string; person: DemoPerson; secret: string },
): Promise<string> {
  const { password, apiKey } = credentialsOf(person, secret);
  return database.change(async (tx) => {
    const within = accounts.within(tx);
    let userId = await within.userIdByEmail(person.email);
    if (userId === null) {
      userId = await within.createUser({ email: person.email, name: person.name, password });
      await within.setOrganizationRole(organizationId, userId, person.role);
    }
    // also a revoked key: somebody wanted it gone
    const keys = await database.rows(
      'select 1 from annotation_store.api_keys where key_hash = $1',
      [hashSecret(apiKey)],
      tx,
    );
    if (keys.length === 0) await within.createApiKey(organizationId, userId, 'demo', apiKey);
    return userId;
  });
}
