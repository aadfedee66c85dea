/** Writes openapi.json and asyncapi.json of apps/gateway, or of the directory that is named. `node apps/gateway/dist/write-openapi.js [directory]`; needs no server. */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asyncApiText, openApiText } from './openapi-text.js';

const directory = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
writeFileSync(join(directory, 'openapi.json'), await openApiText());
writeFileSync(join(directory, 'asyncapi.json'), asyncApiText());
