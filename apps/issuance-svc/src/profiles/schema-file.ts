/** Where the published schema stands in the repository, and its text. */
import { fileURLToPath } from 'node:url';
import { credentialProfileSchema } from './profile-schema.js';

export const schemaFile = fileURLToPath(
  new URL('../../../../docs/schemas/credential-profile.schema.json', import.meta.url),
);
export const schemaText = (): string => `${JSON.stringify(credentialProfileSchema, null, 2)}\n`;
