import type { Caller } from '@hub/annotation-store';
import { conflict } from '@hub/failures';
import { Transactions } from '@hub/outbox';
import { Injectable } from '@nestjs/common';
import { ExternalIdsRepository } from '../persistence/external-ids.repository.js';
import { StorageAccess } from './storage-access.js';

/** Who assumes customers' roles: the ARN of our own identity; empty when the installation has none. */
export class AwsRolePrincipal {
  constructor(readonly arn: string) {}
}

/** What a customer needs to let us assume a role. Source: IAM, "Access to AWS accounts owned by third parties". */
export interface AwsRole {
  readonly principal: string;
  readonly externalId: string;
  /** To paste as the role's trust policy. */
  readonly trustPolicy: object;
}

@Injectable()
export class AwsRoleSetup {
  constructor(
    private readonly transactions: Transactions,
    private readonly externalIds: ExternalIdsRepository,
    private readonly access: StorageAccess,
    private readonly principal: AwsRolePrincipal,
  ) {}

  /** Throws Failure `forbidden`, or `conflict` where the installation has no AWS identity. */
  async execute(caller: Caller): Promise<AwsRole> {
    this.access.assertChanges(caller);
    const principal = this.principal.arn;
    if (principal === '')
      throw conflict(
        'This installation has no AWS identity that could assume a role: its operator sets AWS_ROLE_PRINCIPAL. Use access keys meanwhile.',
      );
    const externalId = await this.transactions.run(({ manager }) =>
      this.externalIds.ofOrganization(manager, caller.organizationId),
    );
    return { principal, externalId, trustPolicy: trustPolicy(principal, externalId) };
  }
}

const trustPolicy = (principal: string, externalId: string): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: principal },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ],
});
