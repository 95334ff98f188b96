import { builtInConverters } from '@hub/formats';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

/** The formats that exports can be converted to, for programs and pages that offer them. */
@ApiTags('exports')
@ApiSecurity('apikey')
@Controller('api/converters')
export class ConvertersController {
  @Get()
  @ApiOperation({ summary: 'Built-in converters: options as JSON Schema, and what each can keep of annotations' })
  list(): object {
    const converters = builtInConverters.map(({ name, title, options, carries }) => ({
      name,
      title,
      options: z.toJSONSchema(options, { io: 'input' }),
      carries,
    }));
    return { converters };
  }
}
