import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { notFound } from '@hub/failures';
import { Public } from '@hub/service-defaults';

/** The document of all services, made by scripts/generate-openapi.mjs. */
const documentFile = join(__dirname, '..', '..', '..', '..', 'docs', 'openapi.json');

/** Served from the installed package: the page works without the internet. */
const swaggerFolder = dirname(require.resolve('swagger-ui-dist/package.json'));
const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Hub Exports API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"><link rel="icon" href="/api/docs/favicon-32x32.png"></head>
<body><div id="docs"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`;
const start = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true });\n`;

@ApiExcludeController()
@Public()
@Controller('api')
export class DocsController {
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  async openApi(): Promise<string> {
    return readFile(documentFile, 'utf8').catch((cause: unknown) => {
      throw notFound('The API document is not part of this installation.', { cause });
    });
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return page;
  }

  @Get('docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  start(): string {
    return start;
  }

  @Get('docs/:file')
  file(@Param('file') file: string): StreamableFile {
    const type = Object.hasOwn(files, file) ? files[file] : undefined;
    if (!type) throw notFound(`There is no file ${file}.`);
    return new StreamableFile(createReadStream(join(swaggerFolder, file)), { type });
  }
}
