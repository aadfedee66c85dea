/** Writes docs/schemas/credential-profile.schema.json: `node apps/issuance-svc/dist/profiles/write-schema.js`. */
import { writeFileSync } from 'node:fs';
import { schemaFile, schemaText } from './schema-file.js';

writeFileSync(schemaFile, schemaText());
