/** Compares record and CA without the card (F06). The CA decides whether a certificate is trusted. Pure. */
import type { Finding, FindingCode } from '@cardwright/contracts/card/findings';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { issuedStates, livingStates, sameSerial, type CaFacts, type Facts, type RecordedCredential } from './facts.js';
import { findingOf } from './finding.js';

export function caFindings({ record, ca, now }: Omit<Facts, 'card'>): Finding[] {
  const { identityText } = record;
  const issued = issuedStates.includes(record.state);
  const today = now.toISOString().slice(0, 10);
  const { expiresOn: day } = record;
  const found: Finding[] =
    issued && day !== null && day < today
      ? [findingOf('CARD_EXPIRED', identityText, 'card', say('finding.card-expired', { day }))]
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

function problemOf(credential: RecordedCredential, ca: CaFacts): [FindingCode, Sentence] | null {
  const { state, keyReference: key, serialNumberHex } = credential;
  const which = { key, serial: serialNumberHex ?? '' };
  const words = say(`credential.${state}`);
  const row = ca.certificates.find((each) => sameSerial(each.serialNumberHex, serialNumberHex));
  if (row === undefined)
    return livingStates.includes(state)
      ? ['CERTIFICATE_UNKNOWN_TO_CA', say('finding.unknown-to-ca', { ...which, state: words })]
      : null;
  if (state === 'ACTIVE' || state === 'HELD') {
    const reason = row.revocationReason ?? say('finding.no-reason');
    if (row.status === 'revoked')
      return ['CERTIFICATE_REVOKED_AT_CA', say('finding.revoked-at-ca', { ...which, state: words, reason })];
    if (row.status === 'expired') return ['CERTIFICATE_EXPIRED', say('finding.certificate-expired', which)];
  }
  const { holdOpen, revocationOpen } = credential;
  if (state === 'ACTIVE' && row.status === 'held' && !holdOpen)
    return ['CERTIFICATE_HELD_AT_CA', say('finding.held-at-ca', which)];
  if (state === 'HELD' && row.status === 'good' && !holdOpen)
    return ['CERTIFICATE_NOT_HELD_AT_CA', say('finding.not-held-at-ca', which)];
  const valid = row.status === 'good' || row.status === 'held';
  if ((state === 'REVOKED' || state === 'ABANDONED') && valid && !revocationOpen) {
    const status = say(`certificate.${row.status}`);
    return ['CERTIFICATE_STILL_VALID', say('finding.still-valid', { ...which, state: words, status })];
  }
  return null;
}

/** A value that the card cannot change is no drift. A publicly known value is reported, even if somebody accepted it. */
function wellKnown({ identityText, keptSecrets }: Facts['record'], { stockWellKnown }: CaFacts): Finding[] {
  return keptSecrets
    .filter(({ secret }) => stockWellKnown.includes(secret))
    .map(({ secret, wellKnown: accepted }) => {
      const [subject, name] =
        secret === 'puk'
          ? (['PUK', say('finding.secret-puk')] as const)
          : (['9B', say('finding.secret-management-key')] as const);
      return accepted
        ? findingOf(
            'CARD_WELL_KNOWN_SECRET_ACCEPTED',
            identityText,
            subject,
            say('finding.well-known-accepted', { secret: name }),
          )
        : findingOf('CARD_WELL_KNOWN_SECRET', identityText, subject, say('finding.well-known', { secret: name }));
    });
}

/** Certificates that the profile asks for and whose newest credential is revoked on record, while the card still has them. */
function toReplace({ identityText, profile, credentials }: Facts['record'], ca: CaFacts): Finding[] {
  return (profile?.credentials ?? []).flatMap(({ container, keyReference }) => {
    const newest = credentials.find((each) => each.container === container);
    if (newest === undefined || newest.state !== 'REVOKED') return [];
    const row = ca.certificates.find((each) => sameSerial(each.serialNumberHex, newest.serialNumberHex));
    if (row !== undefined && row.status !== 'revoked') return [];
    const sentence = say('finding.to-replace', { key: keyReference });
    return [findingOf('CERTIFICATE_TO_REPLACE', identityText, keyReference, sentence)];
  });
}
