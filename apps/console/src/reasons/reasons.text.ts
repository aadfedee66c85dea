/** Texts of reasons: what each effect on certificates means to people. */
import type { Reason } from '../api/types.js';

export const text = {
  choose: 'Choose a reason',
  words: 'In words',
  wordsHint: 'Goes into the audit trail',
  wordsNeeded: 'This reason needs words. They go into the audit trail.',
  failed: 'The reasons could not be loaded',
  urgent: 'The CA has 18 hours for it.',
};

/** What a reason does to the certificates that are taken out of use. */
const effectText: Record<Reason['certificates'], string> = {
  none: 'No certificate changes.',
  'old-expires': 'Replaced certificates are left to expire.',
  'already-revoked': 'The old certificates are revoked already.',
  hold: 'Its certificates go on hold.',
  release: 'Its certificates come off hold, except those that were on hold before.',
  unspecified: 'Certificates that go out of use are revoked.',
  keyCompromise: 'Certificates are revoked: key compromise.',
  affiliationChanged: 'Certificates that go out of use are revoked: affiliation changed.',
  superseded: 'Certificates that go out of use are revoked: superseded.',
  cessationOfOperation: 'Certificates are revoked: cessation of operation.',
  privilegeWithdrawn: 'Certificates are revoked: privilege withdrawn.',
};

export const effectOf = ({ certificates, urgent }: Reason): string =>
  `${effectText[certificates]}${urgent ? ` ${text.urgent}` : ''}`;
