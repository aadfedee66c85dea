/**
 * The OpenAPI 3.1 document: routes and inputs from the controllers' decorators, answers from the contracts' types.
 * apps/gateway/openapi.json is its committed copy; the console's API types are made from that.
 */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { version } from '../config/version.js';
import { addAnswerExamples } from './answer-examples.js';
import { addRequestExamples } from './request-examples.js';
import { describeCsrf } from './csrf.js';
import { describeHeaders } from './headers.js';
import { describeLocations } from './location.js';
import { describeTags } from './tags.js';
import { describeProblems } from './problem-responses.js';
import { replyComponent } from './reply.js';
import { replySchemas } from './generated/reply-schemas.js';

const description = `The REST API of Cardwright. Programs send a bearer token; browsers a session cookie and, with every
request that changes something, the header x-csrf-token (from GET /api/v1/me). Answers say in the headers RateLimit-Policy and RateLimit how many requests
a minute there are and how many are left, and in x-correlation-id by which id logs and the audit trail know the request: a request may bring one of 8 to 64 letters,
digits, points, dashes and underscores. Sentences are in the language of Accept-Language, English or German. Errors are problem details (RFC 9457) with a stable code.`;

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Cardwright')
    .setDescription(description.replaceAll('\n', ' '))
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addCookieAuth('cardwright-session')
    // Wherever the document was fetched from.
    .addServer('/', 'The installation that this document is of');
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  forgetTypeOfUnions(document);
  document.components ??= {};
  // Inputs take nothing that they do not name; answers may grow.
  for (const input of Object.values(document.components.schemas ?? {}))
    if ('properties' in input) input.additionalProperties = false;
  const { replies, components } = replySchemas;
  // Both halves are plain JSON schema as OpenAPI 3.1 takes it; the types of the library know 3.0 only.
  document.components.schemas = {
    ...document.components.schemas,
    File: { type: 'string', format: 'binary' },
    ...(components as object),
    ...Object.fromEntries(Object.entries(replies).map(([name, schema]) => [replyComponent(name), schema as object])),
  };
  describeProblems(document);
  describeLocations(document);
  describeHeaders(document);
  describeTags(document);
  describeCsrf(document);
  addRequestExamples(document);
  addAnswerExamples(document);
  return document;
}

/** Of a parameter that is one of several, the library says besides that it is an `Object`, as the compiler emits of any union. */
function forgetTypeOfUnions(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths))
    for (const parameter of path.get?.parameters ?? [])
      if ('schema' in parameter && parameter.schema && 'oneOf' in parameter.schema) delete parameter.schema.allOf;
}
