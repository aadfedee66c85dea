/** Shape first (ajv on the published schema), then sense (profile-rules.ts). */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { DefinitionProblem } from '../models/definition-problem.js';
import { checkOf, problemsOf } from '../models/json-schema-problem.js';
import { checkProfile, type KnownCertificateProfile, type PasskeyMakers } from './profile-rules.js';
import { credentialProfileSchema } from './profile-schema.js';

const validate = checkOf<CredentialProfile>(credentialProfileSchema);

export type ValidatedProfile = { definition: CredentialProfile; problems: [] } | { problems: DefinitionProblem[] };

/** Checks only the shape; for versions that are already published and for the built-in profiles. */
export function validateShape(definition: unknown): ValidatedProfile {
  if (validate(definition)) return { definition, problems: [] };
  return { problems: problemsOf(validate) };
}

export function validateProfile(
  definition: unknown,
  models: readonly CardModel[],
  certificateProfiles: readonly KnownCertificateProfile[],
  relyingParties: PasskeyMakers,
): ValidatedProfile {
  const shaped = validateShape(definition);
  if (!('definition' in shaped)) return shaped;
  const problems = checkProfile(shaped.definition, models, certificateProfiles, relyingParties);
  return problems.length > 0 ? { problems } : shaped;
}
