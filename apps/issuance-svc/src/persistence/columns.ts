/**
 * Column helpers. Postgres hands bigint over as text because it may not fit a JavaScript number; ours (revisions,
 * fencing tokens, sequences) stay far below 2^53, so they travel as numbers.
 */
import type { ValueTransformer } from 'typeorm';

export const bigintAsNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

export const schemaName = 'issuance';
