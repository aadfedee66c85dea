/** Compares the passkeys that the record calls registered with their key and their relying party. What nobody answered is no finding. Pure. */
import type { Finding, FindingCode } from '@cardwright/contracts/card/findings';
import { say } from '@cardwright/contracts/words/say';
import { issuedStates, type Facts, type PasskeyFacts } from './facts.js';
import { findingOf } from './finding.js';

export function passkeyFindings({ record, passkeys = [] }: Pick<Facts, 'record' | 'passkeys'>): Finding[] {
  if (!issuedStates.includes(record.state)) return [];
  return passkeys.flatMap((passkey) => {
    const { relyingParty: party, onKey, listed } = passkey;
    const subject = passkeySubject(passkey);
    return [
      ...(onKey === false
        ? [findingOf('PASSKEY_NOT_ON_KEY', record.identityText, subject, say('finding.passkey-not-on-key', { party }))]
        : []),
      ...(listed === false
        ? [
            findingOf(
              'PASSKEY_NOT_AT_PROVIDER',
              record.identityText,
              subject,
              say('finding.passkey-not-at-provider', { party }),
            ),
          ]
        : []),
    ];
  });
}

export const passkeySubject = ({ relyingParty, requestId }: Pick<PasskeyFacts, 'relyingParty' | 'requestId'>): string =>
  `${relyingParty} ${requestId}`;

/** Findings that a comparison of passkeys opens and clears; other findings about passkeys are those of the jobs. */
export const comparedPasskeyCodes: readonly FindingCode[] = ['PASSKEY_NOT_ON_KEY', 'PASSKEY_NOT_AT_PROVIDER'];

/** Whether these answers can show that a finding is gone. One about a passkey that is not registered any more is about nothing. */
export function passkeyWasAnswered(
  { code, subject }: Pick<Finding, 'code' | 'subject'>,
  passkeys: readonly PasskeyFacts[],
): boolean {
  const about = passkeys.find((each) => passkeySubject(each) === subject);
  if (about === undefined) return true;
  return (code === 'PASSKEY_NOT_ON_KEY' ? about.onKey : about.listed) !== null;
}
