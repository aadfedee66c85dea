/** Shape first (ajv on the published schema), then sense (profile-rules.ts). */
import type { CardModel } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { checkProfile, type KnownCertificateProfile, type ProfileProblem } from './profile-rules.js';
import { credentialProfileSchema } from './profile-schema.js';

const validate = new Ajv2020({ allErrors: true, strict: true }).compile<CredentialProfile>(credentialProfileSchema);

export type ValidatedProfile = { definition: CredentialProfile; problems: [] } | { problems: ProfileProblem[] };

/** The shape alone; for what was published already and for the built-in ones. */
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

function problemOf(error: ErrorObject): ProfileProblem {
  const { instancePath: path, message = 'not valid', params } = error;
  if (error.keyword === 'additionalProperties')
    return { path: `${path}/${String(params['additionalProperty']).slice(0, 80)}`, message: 'unknown member' };
  if (error.keyword === 'enum')
    return { path, message: `must be one of ${(params['allowedValues'] as string[]).join(', ')}` };
  return { path: path || '/', message };
}
