/** The schemas for files that people write: where each schema is in the repository, and its text. */
import { fileURLToPath } from 'node:url';
import { cardModelSchema } from './models/card-model-schema.js';
import { credentialProfileSchema } from './profiles/profile-schema.js';

const inDocs = (name: string): string =>
  fileURLToPath(new URL(`../../../../docs/schemas/${name}.schema.json`, import.meta.url));
const textOf = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;

export const publishedSchemas: readonly { file: string; text: string }[] = [
  { file: inDocs('card-model'), text: textOf(cardModelSchema) },
  { file: inDocs('credential-profile'), text: textOf(credentialProfileSchema) },
];
