import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { ZodType } from 'zod';

/**
 * Parses parameters whose type is a class made by `createZodDto`. Unlike nestjs-zod's own pipe it keeps the refused
 * value in the error, so that the answer can name it. Throws ZodError.
 */
@Injectable()
export class RequestPipe implements PipeTransform {
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    const schema = metatype && 'schema' in metatype ? metatype.schema : undefined;
    return schema instanceof ZodType ? schema.parse(value ?? {}, { reportInput: true }) : value;
  }
}
