/** Compares record and CA without the card (F06). The CA decides whether a certificate is trusted. Pure. */
import type { Finding, FindingCode } from '@cardwright/contracts/card/findings';
import { issuedStates, livingStates, sameSerial, type CaFacts, type Facts, type RecordedCredential } from './facts.js';
import { findingOf } from './finding.js';

export function caFindings({ record, ca, now }: Omit<Facts, 'card'>): Finding[] {
  const { identityText } = record;
  const issued = issuedStates.includes(record.state);
  const today = now.toISOString().slice(0, 10);
  const expired = issued && record.expiresOn !== null && record.expiresOn < today;
  const found: Finding[] = expired
    ? [findingOf('CARD_EXPIRED', identityText, 'card', `The card expired on ${record.expiresOn}`)]
    : [];
  if (ca === null) return found;
  for (const credential of record.credentials) {
    // Archived keys are shared by cards: their certificates are nobody's alone.
    if (credential.serialNumberHex === null || credential.keyOrigin !== 'card') continue;
    const problem = problemOf(credential, ca);
    if (problem !== null) found.push(findingOf(problem[0], identityText, credential.serialNumberHex, problem[1]));
  }
  if (issued) found.push(...toReplace(record, ca), ...wellKnown(record, ca));
  return found;
}

function problemOf(credential: RecordedCredential, ca: CaFacts): [FindingCode, string] | null {
  const { state, keyReference, serialNumberHex } = credential;
  const which = `The certificate of ${keyReference} (${serialNumberHex})`;
  const row = ca.certificates.find((each) => sameSerial(each.serialNumberHex, serialNumberHex));
  if (row === undefined)
    return livingStates.includes(state)
      ? ['CERTIFICATE_UNKNOWN_TO_CA', `${which} is ${state} on record, and the CA does not know it`]
      : null;
  if (state === 'ACTIVE' || state === 'HELD') {
    if (row.status === 'revoked')
      return [
        'CERTIFICATE_REVOKED_AT_CA',
        `${which} is ${state} on record, but revoked at the CA (${row.revocationReason ?? 'no reason'})`,
      ];
    if (row.status === 'expired') return ['CERTIFICATE_EXPIRED', `${which} has expired`];
  }
  const { holdOpen, revocationOpen } = credential;
  if (state === 'ACTIVE' && row.status === 'held' && !holdOpen)
    return ['CERTIFICATE_HELD_AT_CA', `${which} is ACTIVE on record, but on hold at the CA`];
  if (state === 'HELD' && row.status === 'good' && !holdOpen)
    return ['CERTIFICATE_NOT_HELD_AT_CA', `${which} is on hold on record, but valid at the CA`];
  const valid = row.status === 'good' || row.status === 'held';
  if ((state === 'REVOKED' || state === 'ABANDONED') && valid && !revocationOpen)
    return ['CERTIFICATE_STILL_VALID', `${which} is ${state} on record, but ${row.status} at the CA`];
  return null;
}

/** A value that the card cannot change is no drift. A publicly known value is reported, even if somebody accepted it. */
function wellKnown({ identityText, keptSecrets }: Facts['record'], { stockWellKnown }: CaFacts): Finding[] {
  return keptSecrets
    .filter(({ secret }) => stockWellKnown.includes(secret))
    .map(({ secret, wellKnown: accepted }) => {
      const [subject, name] = secret === 'puk' ? ['PUK', 'PUK'] : ['9B', 'management key'];
      const sentence = `The card keeps the ${name} of its stock batch, which everybody knows`;
      return accepted
        ? findingOf('CARD_WELL_KNOWN_SECRET_ACCEPTED', identityText, subject, `${sentence}; that was accepted`)
        : findingOf('CARD_WELL_KNOWN_SECRET', identityText, subject, sentence);
    });
}

/** Certificates that the profile asks for and whose newest credential is revoked on record, while the card still has them. */
function toReplace({ identityText, profile, credentials }: Facts['record'], ca: CaFacts): Finding[] {
  return (profile?.credentials ?? []).flatMap(({ container, keyReference }) => {
    const newest = credentials.find((each) => each.container === container);
    if (newest === undefined || newest.state !== 'REVOKED') return [];
    const row = ca.certificates.find((each) => sameSerial(each.serialNumberHex, newest.serialNumberHex));
    if (row !== undefined && row.status !== 'revoked') return [];
    const sentence = `The certificate of ${keyReference} is revoked, and the card in use has no other`;
    return [findingOf('CERTIFICATE_TO_REPLACE', identityText, keyReference, sentence)];
  });
}
