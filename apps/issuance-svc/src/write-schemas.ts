/** Writes docs/schemas: `node apps/issuance-svc/dist/write-schemas.js`. */
import { writeFileSync } from 'node:fs';
import { publishedSchemas } from './records/published-schemas.js';

for (const { file, text } of publishedSchemas) writeFileSync(file, text);
