import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

export class SignInBody extends createZodDto(
  z.object({ email: z.email().max(320), password: z.string().min(1).max(1000) }),
) {}

export class CreateApiKeyBody extends createZodDto(z.object({ label: z.string().trim().min(1).max(200) })) {}
