/**
 * What the JSON schema cannot say about a credential profile: parts that must fit each other, the card models and the CA.
 * Pure: gives every problem with the JSON pointer of the row, so that an administrator corrects them all at once.
 */
import type { CardModel, KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, CredentialRow, PasskeyMaker } from '@cardwright/contracts/card/credential-profile';
import { effectivePinRule, sharesPin } from '@cardwright/card-plan/effective-pin-rule';
import { retiredKeyReferences } from '../../domain/key-names.js';

export interface ProfileProblem {
  path: string;
  message: string;
}
/** As pki-svc lists them. */
export interface KnownCertificateProfile {
  name: string;
  keyAlgorithms: readonly KeyAlgorithm[];
}
/** The configured relying parties, and who can make passkeys for each. */
export type PasskeyMakers = ReadonlyMap<string, readonly PasskeyMaker[]>;

export function checkProfile(
  profile: CredentialProfile,
  models: readonly CardModel[],
  certificateProfiles: readonly KnownCertificateProfile[],
  relyingParties: PasskeyMakers,
): ProfileProblem[] {
  return [
    ...checkRows(profile),
    ...checkCertificateProfiles(profile, certificateProfiles),
    ...checkPinRule(profile),
    ...checkKeyHistory(profile),
    ...checkPasskey(profile, relyingParties),
    ...checkModels(profile, models),
  ];
}

const pathOf = (index: number, member?: keyof CredentialRow): string =>
  `/credentials/${index}${member === undefined ? '' : `/${member}`}`;

function checkRows({ credentials, cardLifetimeDays }: CredentialProfile): ProfileProblem[] {
  return credentials.flatMap((row, index) => {
    const problems: ProfileProblem[] = [];
    const say = (member: keyof CredentialRow, message: string): void =>
      void problems.push({ path: pathOf(index, member), message });
    const first = (member: 'keyReference' | 'container'): boolean =>
      credentials.findIndex((other) => other[member] === row[member]) === index;
    if (!first('keyReference')) say('keyReference', `Key reference ${row.keyReference} is used twice`);
    if (!first('container')) say('container', `Container ${row.container} is used twice`);
    if (retiredKeyReferences.includes(row.keyReference) && row.keyOrigin !== 'archived')
      say('keyOrigin', 'A retired key reference (82 to 95) holds archived keys only');
    if (row.keyOrigin === 'archived' && ['9A', '9C', '9E'].includes(row.keyReference))
      say('keyOrigin', 'Signature keys never leave the card: only key management keys are archived');
    // SP 800-78-5 section 3.1; Ed25519 cannot agree, X25519 cannot sign.
    if (row.algorithm === 'X25519' && ['9A', '9C', '9E'].includes(row.keyReference))
      say('algorithm', `X25519 cannot sign, which ${row.keyReference} is for`);
    if (row.algorithm === 'ED25519' && !['9A', '9C', '9E'].includes(row.keyReference))
      say('algorithm', `Ed25519 cannot agree on keys, which ${row.keyReference} is for`);
    // SP 800-73-5 Part 1 section 3.1.3: the card authentication key is used without a PIN.
    if (row.keyReference === '9E' && row.pinPolicy !== undefined && !['default', 'never'].includes(row.pinPolicy))
      say('pinPolicy', '9E is used without a PIN');
    if (row.validityDays !== undefined && row.validityDays > cardLifetimeDays)
      say('validityDays', 'A certificate cannot outlive its card');
    // A renewal every day, or never.
    for (const member of ['renewalWindowDays', 'minimumGainDays'] as const)
      if (row.validityDays !== undefined && (row[member] ?? 0) >= row.validityDays)
        say(member, 'It must be shorter than the validity of the certificate');
    return problems;
  });
}

function checkCertificateProfiles(
  { credentials }: CredentialProfile,
  known: readonly KnownCertificateProfile[],
): ProfileProblem[] {
  return credentials.flatMap((row, index): ProfileProblem[] => {
    const found = known.find(({ name }) => name === row.certificateProfile);
    if (found === undefined)
      return [
        { path: pathOf(index, 'certificateProfile'), message: `The CA has no profile ${row.certificateProfile}` },
      ];
    if (!found.keyAlgorithms.includes(row.algorithm))
      return [
        { path: pathOf(index, 'algorithm'), message: `${row.certificateProfile} does not take ${row.algorithm} keys` },
      ];
    return [];
  });
}

function checkPinRule({ pin }: CredentialProfile): ProfileProblem[] {
  if (pin.minLength > pin.maxLength)
    return [{ path: '/pin/minLength', message: 'The shortest PIN is longer than the longest' }];
  return [];
}

function checkKeyHistory({ keyHistory, credentials, dataObjects }: CredentialProfile): ProfileProblem[] {
  const count = keyHistory?.count ?? 0;
  const taken = credentials.filter(({ keyReference }) => retiredKeyReferences.includes(keyReference)).length;
  const problems: ProfileProblem[] = [];
  if (count + taken > retiredKeyReferences.length)
    problems.push({ path: '/keyHistory/count', message: 'More keys than 82 to 95 have room for' });
  if (count > 0 && dataObjects.keyHistory !== true)
    problems.push({ path: '/dataObjects/keyHistory', message: 'Keys in 82 to 95 need the Key History object' });
  return problems;
}

function checkPasskey({ passkey }: CredentialProfile, relyingParties: PasskeyMakers): ProfileProblem[] {
  if (passkey === undefined) return [];
  const { relyingParty, madeBy = 'agent' } = passkey;
  const makers = relyingParties.get(relyingParty);
  if (makers === undefined) {
    const known = [...relyingParties.keys()].join(', ');
    const configured = known === '' ? 'none is configured' : `these are: ${known}`;
    const message = `No relying party is called ${relyingParty}; ${configured} (RELYING_PARTIES, docs/relying-parties.md)`;
    return [{ path: '/passkey/relyingParty', message }];
  }
  const problems: ProfileProblem[] = [];
  if (!makers.includes(madeBy)) problems.push({ path: '/passkey/madeBy', message: notMadeBy[madeBy](relyingParty) });
  // They are set by the PIN of passkeys, which the holder gives to the browser alone.
  for (const member of ['minPinLength', 'forcePinChange'] as const)
    if (madeBy === 'browser' && passkey[member] !== undefined)
      problems.push({ path: `/passkey/${member}`, message: 'Only where the agent makes the passkey' });
  return problems;
}

const notMadeBy: Readonly<Record<PasskeyMaker, (relyingParty: string) => string>> = {
  agent: (relyingParty) => `Passkeys for ${relyingParty} are made in a browser alone: "madeBy": "browser"`,
  browser: (relyingParty) => `${relyingParty} is not our own portal, and has no page on which a browser makes passkeys`,
};

/** A profile that names models must fit each of them; one that names none must fit at least one. */
function checkModels(profile: CredentialProfile, models: readonly CardModel[]): ProfileProblem[] {
  const named = profile.models ?? [];
  const unknown = named.flatMap((id, index): ProfileProblem[] =>
    models.some((model) => model.id === id)
      ? []
      : [{ path: `/models/${index}`, message: `No card model is called ${id}` }],
  );
  if (unknown.length > 0) return unknown;
  if (named.length > 0)
    return models.filter(({ id }) => named.includes(id)).flatMap((model) => missingIn(profile, model));
  const fitting = models.some((model) => missingIn(profile, model).length === 0);
  return fitting ? [] : [{ path: '/credentials', message: 'No card model can do all that this profile asks' }];
}

function missingIn(profile: CredentialProfile, model: CardModel): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const { capabilities } = model;
  profile.credentials.forEach((row, index) => {
    const algorithms = model.algorithms[row.keyReference] ?? model.algorithms['*'] ?? [];
    if (!algorithms.includes(row.algorithm))
      problems.push({
        path: pathOf(index, 'algorithm'),
        message: `${model.id} has no ${row.algorithm} under ${row.keyReference}`,
      });
    if (row.keyOrigin === 'archived' && !capabilities.importKey)
      problems.push({ path: pathOf(index, 'keyOrigin'), message: `${model.id} cannot import keys` });
    const policy = row.pinPolicy ?? 'default';
    const touch = row.touchPolicy ?? 'default';
    if ((policy !== 'default' || touch !== 'default') && !capabilities.pinPolicies)
      problems.push({ path: pathOf(index), message: `${model.id} has no PIN or touch policies` });
  });
  if ((profile.keyHistory?.count ?? 0) > 0 && !capabilities.importKey)
    problems.push({ path: '/keyHistory', message: `${model.id} cannot import keys` });
  if (profile.requireAttestation === true && !capabilities.attest)
    problems.push({ path: '/requireAttestation', message: `${model.id} cannot attest keys` });
  if (profile.passkey !== undefined && model.fido === undefined)
    problems.push({ path: '/passkey', message: `${model.id} has no FIDO application` });
  const { aaguids, fidoPin } = profile.passkey ?? {};
  const known = model.fido?.aaguids;
  if (aaguids !== undefined && known !== undefined && !known.some((each) => aaguids.includes(each)))
    problems.push({ path: '/passkey/aaguids', message: `None of these is a ${model.id}: ${known.join(', ')}` });
  if (fidoPin !== undefined && model.fido !== undefined && model.fido.pin !== fidoPin)
    problems.push({
      path: '/passkey/fidoPin',
      message: `${model.id} has ${sharesPin(model) ? 'one PIN for everything' : 'a PIN of its own for passkeys'}`,
    });
  const { minLength, maxLength } = effectivePinRule(model, profile);
  if (sharesPin(model) && (profile.passkey?.minPinLength ?? 0) > maxLength)
    problems.push({
      path: '/passkey/minPinLength',
      message: `${model.id} has one PIN for everything, of ${maxLength} characters at most; passkeys would need ${minLength}`,
    });
  if (profile.pin.minLength > model.pin.maxLength || profile.pin.maxLength < model.pin.minLength)
    problems.push({
      path: '/pin',
      message: `${model.id} takes PINs of ${model.pin.minLength} to ${model.pin.maxLength}`,
    });
  if (profile.pin.alphabet === 'ascii' && model.pin.alphabet === 'numeric')
    problems.push({ path: '/pin/alphabet', message: `${model.id} takes digits only` });
  if (capabilities.setPinTryLimits)
    for (const [member, limit] of [
      ['pinTries', model.pin.maxTries],
      ['pukTries', model.puk.maxTries],
    ] as const)
      if ((profile.pin[member] ?? 0) > limit)
        problems.push({ path: `/pin/${member}`, message: `${model.id} allows at most ${limit}` });
  return problems;
}
