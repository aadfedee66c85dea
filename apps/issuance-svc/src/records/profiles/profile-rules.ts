/**
 * What the JSON schema cannot say about a credential profile: parts that must fit each other, the card models and the CA.
 * Pure: gives every problem with the JSON pointer of the row, so that an administrator corrects them all at once.
 */
import type { CardModel, KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, CredentialRow, PasskeyMaker } from '@cardwright/contracts/card/credential-profile';
import { say } from '@cardwright/contracts/words/say';
import type { Sentence } from '@cardwright/contracts/said';
import { effectivePinRule, sharesPin } from '@cardwright/card-plan/effective-pin-rule';
import { retiredKeyReferences } from '../../domain/key-names.js';
import { problemAt, type DefinitionProblem } from '../models/definition-problem.js';

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
): DefinitionProblem[] {
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

function checkRows({ credentials, cardLifetimeDays }: CredentialProfile): DefinitionProblem[] {
  return credentials.flatMap((row, index) => {
    const problems: DefinitionProblem[] = [];
    const found = (member: keyof CredentialRow, sentence: Sentence): void =>
      void problems.push(problemAt(pathOf(index, member), sentence));
    const first = (member: 'keyReference' | 'container'): boolean =>
      credentials.findIndex((other) => other[member] === row[member]) === index;
    if (!first('keyReference')) found('keyReference', say('definition.key-twice', { key: row.keyReference }));
    if (!first('container')) found('container', say('definition.container-twice', { container: row.container }));
    if (retiredKeyReferences.includes(row.keyReference) && row.keyOrigin !== 'archived')
      found('keyOrigin', say('definition.retired-archived'));
    if (row.keyOrigin === 'archived' && ['9A', '9C', '9E'].includes(row.keyReference))
      found('keyOrigin', say('definition.signature-archived'));
    // SP 800-78-5 section 3.1; Ed25519 cannot agree, X25519 cannot sign.
    if (row.algorithm === 'X25519' && ['9A', '9C', '9E'].includes(row.keyReference))
      found('algorithm', say('definition.cannot-sign', { key: row.keyReference }));
    if (row.algorithm === 'ED25519' && !['9A', '9C', '9E'].includes(row.keyReference))
      found('algorithm', say('definition.cannot-agree', { key: row.keyReference }));
    // SP 800-73-5 Part 1 section 3.1.3: the card authentication key is used without a PIN.
    if (row.keyReference === '9E' && row.pinPolicy !== undefined && !['default', 'never'].includes(row.pinPolicy))
      found('pinPolicy', say('definition.card-authentication'));
    if (row.validityDays !== undefined && row.validityDays > cardLifetimeDays)
      found('validityDays', say('definition.outlives'));
    // A renewal every day, or never.
    for (const member of ['renewalWindowDays', 'minimumGainDays'] as const)
      if (row.validityDays !== undefined && (row[member] ?? 0) >= row.validityDays)
        found(member, say('definition.shorter'));
    return problems;
  });
}

function checkCertificateProfiles(
  { credentials }: CredentialProfile,
  known: readonly KnownCertificateProfile[],
): DefinitionProblem[] {
  return credentials.flatMap((row, index): DefinitionProblem[] => {
    const found = known.find(({ name }) => name === row.certificateProfile);
    if (found === undefined)
      return [
        problemAt(
          pathOf(index, 'certificateProfile'),
          say('definition.no-certificate-profile', { profile: row.certificateProfile }),
        ),
      ];
    if (!found.keyAlgorithms.includes(row.algorithm))
      return [
        problemAt(
          pathOf(index, 'algorithm'),
          say('definition.key-not-taken', { profile: row.certificateProfile, algorithm: row.algorithm }),
        ),
      ];
    return [];
  });
}

function checkPinRule({ pin }: CredentialProfile): DefinitionProblem[] {
  if (pin.minLength > pin.maxLength) return [problemAt('/pin/minLength', say('definition.pin-lengths'))];
  return [];
}

function checkKeyHistory({ keyHistory, credentials, dataObjects }: CredentialProfile): DefinitionProblem[] {
  const count = keyHistory?.count ?? 0;
  const taken = credentials.filter(({ keyReference }) => retiredKeyReferences.includes(keyReference)).length;
  const problems: DefinitionProblem[] = [];
  if (count + taken > retiredKeyReferences.length)
    problems.push(problemAt('/keyHistory/count', say('definition.too-many-keys')));
  if (count > 0 && dataObjects.keyHistory !== true)
    problems.push(problemAt('/dataObjects/keyHistory', say('definition.needs-history')));
  return problems;
}

function checkPasskey({ passkey }: CredentialProfile, relyingParties: PasskeyMakers): DefinitionProblem[] {
  if (passkey === undefined) return [];
  const { relyingParty: name, madeBy = 'agent' } = passkey;
  const makers = relyingParties.get(name);
  if (makers === undefined) {
    const names = [...relyingParties.keys()];
    const sentence =
      names.length === 0
        ? say('definition.no-relying-party', { name })
        : say('definition.other-relying-party', { name, names });
    return [problemAt('/passkey/relyingParty', sentence)];
  }
  const problems: DefinitionProblem[] = [];
  if (!makers.includes(madeBy)) problems.push(problemAt('/passkey/madeBy', notMadeBy[madeBy](name)));
  // They are set by the PIN of passkeys, which the holder gives to browser or system alone.
  for (const member of ['minPinLength', 'forcePinChange', 'enterpriseAttestation'] as const)
    if (madeBy !== 'agent' && passkey[member] !== undefined)
      problems.push(problemAt(`/passkey/${member}`, say('definition.made-by-agent-only')));
  return problems;
}

const notMadeBy: Readonly<Record<PasskeyMaker, (name: string) => Sentence>> = {
  agent: (name) => say('definition.browser-only', { name }),
  browser: (name) => say('definition.no-browser', { name }),
  platform: (name) => say('definition.no-window', { name }),
};

/** A profile that names models must fit each of them; one that names none must fit at least one. */
function checkModels(profile: CredentialProfile, models: readonly CardModel[]): DefinitionProblem[] {
  const named = profile.models ?? [];
  const unknown = named.flatMap((id, index): DefinitionProblem[] =>
    models.some((model) => model.id === id)
      ? []
      : [problemAt(`/models/${index}`, say('definition.no-model', { model: id }))],
  );
  if (unknown.length > 0) return unknown;
  if (named.length > 0)
    return models.filter(({ id }) => named.includes(id)).flatMap((model) => missingIn(profile, model));
  const fitting = models.some((model) => missingIn(profile, model).length === 0);
  return fitting ? [] : [problemAt('/credentials', say('definition.no-model-fits'))];
}

function missingIn(profile: CredentialProfile, model: CardModel): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const { capabilities, id } = model;
  const named = { model: id };
  const found = (path: string, sentence: Sentence): void => void problems.push(problemAt(path, sentence));
  profile.credentials.forEach((row, index) => {
    const algorithms = model.algorithms[row.keyReference] ?? model.algorithms['*'] ?? [];
    if (!algorithms.includes(row.algorithm))
      found(
        pathOf(index, 'algorithm'),
        say('definition.no-algorithm', { ...named, algorithm: row.algorithm, key: row.keyReference }),
      );
    if (row.keyOrigin === 'archived' && !capabilities.importKey)
      found(pathOf(index, 'keyOrigin'), say('definition.no-import', named));
    const policy = row.pinPolicy ?? 'default';
    const touch = row.touchPolicy ?? 'default';
    if ((policy !== 'default' || touch !== 'default') && !capabilities.pinPolicies)
      found(pathOf(index), say('definition.no-policies', named));
  });
  if ((profile.keyHistory?.count ?? 0) > 0 && !capabilities.importKey)
    found('/keyHistory', say('definition.no-import', named));
  if (profile.requireAttestation === true && !capabilities.attest)
    found('/requireAttestation', say('definition.no-attestation', named));
  if (profile.passkey !== undefined && model.fido === undefined) found('/passkey', say('definition.no-fido', named));
  const { aaguids, fidoPin, enterpriseAttestation } = profile.passkey ?? {};
  const known = model.fido?.aaguids;
  if (aaguids !== undefined && known !== undefined && !known.some((each) => aaguids.includes(each)))
    found('/passkey/aaguids', say('definition.aaguids', { ...named, known }));
  if (enterpriseAttestation === true && model.fido?.enterpriseAttestation === false)
    found('/passkey/enterpriseAttestation', say('definition.no-serial', named));
  if (fidoPin !== undefined && model.fido !== undefined && model.fido.pin !== fidoPin)
    found(
      '/passkey/fidoPin',
      say(sharesPin(model) ? 'definition.fido-pin-shared' : 'definition.fido-pin-separate', named),
    );
  const { minLength, maxLength } = effectivePinRule(model, profile);
  if (sharesPin(model) && (profile.passkey?.minPinLength ?? 0) > maxLength)
    found('/passkey/minPinLength', say('definition.fido-pin-length', { ...named, most: maxLength, least: minLength }));
  if (profile.pin.minLength > model.pin.maxLength || profile.pin.maxLength < model.pin.minLength)
    found('/pin', say('definition.pin-length', { ...named, least: model.pin.minLength, most: model.pin.maxLength }));
  if (profile.pin.alphabet === 'ascii' && model.pin.alphabet === 'numeric')
    found('/pin/alphabet', say('definition.digits', named));
  if (capabilities.setPinTryLimits)
    for (const [member, limit] of [
      ['pinTries', model.pin.maxTries],
      ['pukTries', model.puk.maxTries],
    ] as const)
      if ((profile.pin[member] ?? 0) > limit) found(`/pin/${member}`, say('definition.tries', { ...named, limit }));
  return problems;
}
