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
