/** Writes apps/gateway/openapi.json. `node apps/gateway/dist/write-openapi.js [file]`; needs no server. */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiText } from './openapi-text.js';

const target = process.argv[2] ?? fileURLToPath(new URL('../openapi.json', import.meta.url));
writeFileSync(target, await openApiText());
