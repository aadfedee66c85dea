/** The built-in profiles: JSON files beside the sources (apps/issuance-svc/profiles), published at the first start. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The same place from src and from dist. */
const directory = fileURLToPath(new URL('../../../profiles/', import.meta.url));

export const builtInProfiles = (): unknown[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as unknown);
