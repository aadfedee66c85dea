/** What an agent saw of a card that was put in again, against what stands in the record. Pure. */
import type { CredentialsSeen } from '@cardwright/contracts/nats/edge.api';
import type { Reinsertion } from '@cardwright/contracts/nats/issuance.api';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';

type Certificates = Reinsertion['certificates'];

export interface Verdict {
  state: 'PROPAGATED' | 'NOT_SEEN' | 'NOT_VERIFIED';
  why: string | null;
  certificates: Certificates;
  /** For the timeline. */
  sentence: Sentence;
}

/** An agent is not believed more than it was asked: certificates that nobody expects do not count. */
export function verdictOf(certificates: Certificates, seen: CredentialsSeen): Verdict {
  if (seen.by !== 'pkcs11') {
    const sentence = say('reinsertion.not-verified', { why: seen.why });
    return { state: 'NOT_VERIFIED', why: seen.why, certificates, sentence };
  }
  const shown = seen.thumbprints.map((each) => each.toUpperCase());
  const compared = certificates.map((each) => ({
    ...each,
    seen: each.thumbprint !== null && shown.includes(each.thumbprint.toUpperCase()),
  }));
  const missing = compared.filter((each) => !each.seen).map(({ keyReference }) => keyReference);
  return missing.length === 0
    ? {
        state: 'PROPAGATED',
        why: null,
        certificates: compared,
        sentence: say('reinsertion.seen'),
      }
    : {
        state: 'NOT_SEEN',
        why: null,
        certificates: compared,
        sentence: say('reinsertion.not-seen', { keys: missing }),
      };
}
