import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';

/** Paths that only services and orchestrators may call. */
const hidden = /^\/(internal|health)(\/|$)/;

/** The OpenAPI document of a service. Its providers are not created: no database is needed. */
export async function describeApi(module: DynamicModule): Promise<OpenAPIObject> {
  const app = await NestFactory.create(module, { preview: true, logger: false });
  const base = new DocumentBuilder()
    .setTitle('Hub Exports')
    .setDescription(
      'Projects, tasks, labels and their exports. Send an API key in the header `apikey`, or sign in with `POST /api/session`. ' +
        'Errors have one form: `{status, message, code, field?, value?, expected?}`.',
    )
    .setVersion('1')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'apikey' }, 'apikey')
    .addCookieAuth('hub_session')
    .build();
  return cleanupOpenApiDoc(SwaggerModule.createDocument(app, base));
}

/** One document of several services' that share an origin. Throws when two of them claim the same path. */
export function mergeApis(documents: readonly OpenAPIObject[]): OpenAPIObject {
  const [first] = documents;
  if (!first) throw new Error('There is nothing to merge.');
  const paths: OpenAPIObject['paths'] = {};
  for (const document of documents) {
    for (const [path, item] of Object.entries(document.paths)) {
      if (hidden.test(path)) continue;
      if (paths[path]) throw new Error(`Two services serve ${path}.`);
      paths[path] = item;
    }
  }
  const schemas = Object.assign({}, ...documents.map((document) => document.components?.schemas)) as object;
  const sorted = Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...first, paths: sorted, components: { ...first.components, schemas: { ...schemas } } };
}
