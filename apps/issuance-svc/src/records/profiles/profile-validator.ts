/** Shape first (ajv on the published schema), then sense (profile-rules.ts). */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { problemOf } from '../models/json-schema-problem.js';
import { checkProfile, type KnownCertificateProfile, type ProfileProblem } from './profile-rules.js';
import { credentialProfileSchema } from './profile-schema.js';

/** Code that is not optimised: optimising it takes most of the start, and a definition is checked in a millisecond either way. */
const validate = new Ajv2020({ allErrors: true, strict: true, code: { optimize: false } }).compile<CredentialProfile>(
  credentialProfileSchema,
);

export type ValidatedProfile = { definition: CredentialProfile; problems: [] } | { problems: ProfileProblem[] };

/** Checks only the shape; for versions that are already published and for the built-in profiles. */
export function validateShape(definition: unknown): ValidatedProfile {
  if (validate(definition)) return { definition, problems: [] };
  return { problems: (validate.errors ?? []).slice(0, 100).map(problemOf) };
}

export function validateProfile(
  definition: unknown,
  models: readonly CardModel[],
  certificateProfiles: readonly KnownCertificateProfile[],
): ValidatedProfile {
  const shaped = validateShape(definition);
  if (!('definition' in shaped)) return shaped;
  const problems = checkProfile(shaped.definition, models, certificateProfiles);
  return problems.length > 0 ? { problems } : shaped;
}
