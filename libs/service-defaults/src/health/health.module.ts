import { Controller, Get, Inject, Module, type DynamicModule } from '@nestjs/common';
import { Failure } from '@hub/failures';
import { Public } from '../http/caller.guard.js';

/** Something a service needs to be ready; rejects when it is not. */
export type ReadinessCheck = () => Promise<unknown>;
const CHECKS = Symbol('ReadinessChecks');

@Public()
@Controller('health')
class HealthController {
  constructor(@Inject(CHECKS) private readonly checks: Record<string, ReadinessCheck>) {}

  /** The process runs. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It can do its work: every check passes. */
  @Get('ready')
  async ready(): Promise<{ status: 'ok' }> {
    for (const [name, check] of Object.entries(this.checks)) {
      await check().catch((cause: unknown) => {
        throw new Failure('not-ready', 'transient', `${name} is not ready`, { cause });
      });
    }
    return { status: 'ok' };
  }
}

@Module({})
export class HealthModule {
  /** `inject` are the providers handed to `checks`. */
  static forRoot(options: {
    inject: never[] | unknown[];
    checks: (...services: never[]) => Record<string, ReadinessCheck>;
  }): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [
        {
          provide: CHECKS,
          useFactory: options.checks as (...services: unknown[]) => Record<string, ReadinessCheck>,
          inject: options.inject as never[],
        },
      ],
    };
  }
}
