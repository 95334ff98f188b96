import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { projectRoles } from '../accounts/roles.js';

const email = z.string().trim().min(3).max(320);

export class AddMembersBody extends createZodDto(
  z.object({ assignees: z.array(email).min(1).max(1000), role: z.enum(projectRoles) }),
) {}

export class ChangeRolesBody extends createZodDto(
  z.object({
    users: z
      .array(z.object({ email, organizationRole: z.enum(['member', 'admin']) }))
      .min(1)
      .max(1000),
  }),
) {}

export class RemoveUsersBody extends createZodDto(z.object({ users: z.array(email).min(1).max(1000) })) {}

/** As the SDK sends it. */
export class InviteBody extends createZodDto(
  z.object({
    to: z.array(z.email().max(320)).min(1).max(100),
    organizationRole: z.enum(['member', 'admin']),
    projectAssignments: z
      .array(z.object({ projectId: z.string().min(1), projectRole: z.enum(projectRoles) }))
      .max(100)
      .nullish()
      .transform((list) => list ?? []),
  }),
) {}

export class DeleteInvitesBody extends createZodDto(z.object({ invites: z.array(email).min(1).max(1000) })) {}

export class AcceptInviteBody extends createZodDto(
  z.object({
    token: z.string().min(1).max(200),
    name: z.string().trim().min(1).max(200),
    password: z.string().min(10).max(1000),
  }),
) {}
