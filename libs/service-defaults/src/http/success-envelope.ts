import {
  applyDecorators,
  HttpCode,
  Injectable,
  Post,
  UseInterceptors,
  type CallHandler,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';

/** Wraps what a `/v2` handler returns as the public contract does: `{status: "success", data}`. */
@Injectable()
class EnvelopeInterceptor implements NestInterceptor {
  intercept(_: unknown, next: CallHandler<unknown>): Observable<{ status: 'success'; data: unknown }> {
    return next.handle().pipe(map((data) => ({ status: 'success', data })));
  }
}

/** A controller, or one method, of the public contract. */
export const SuccessEnvelope = (): ClassDecorator & MethodDecorator => UseInterceptors(EnvelopeInterceptor);

/** A POST that creates nothing: 200. */
export const Action = (path: string): MethodDecorator => applyDecorators(Post(path), HttpCode(200));
