/** Texts of reprovisioning a card: what operators read, and the shorter words for a holder's own card (D20). */
export const text = {
  title: 'Reprovision a card',
  titleOwn: 'Reprovision my card',
  lead: 'The card is written anew from the record, with the latest version of its profile. Nothing is written before you continue on the last page.',
  leadOwn: 'Your card is written anew. Nothing is written before you continue on the last page.',
  steps: { card: 'Card', reason: 'Reason', check: 'Check', run: 'Reprovision' },
  notYours: 'This card is not yours. Use a card that is assigned to you.',
  reason: { label: 'Reason for reprovision', labelOwn: 'Why do you reprovision your card?', next: 'Next' },
  check: {
    warning: 'Before you continue',
    holder: 'Holder',
    card: 'Card',
    profile: 'Profile',
    version: (name: string, version: number) => `${name}, version ${version}`,
    reason: 'Reason',
    replaced: 'Certificates that are replaced',
    nothingReplaced: 'No certificate is replaced.',
    columns: { key: 'Key', serial: 'Certificate serial', notAfter: 'Valid until', effect: 'What becomes of it' },
    duration: (ms: number) =>
      `It takes about ${Math.max(1, Math.round(ms / 1000))} seconds, and asks you for a new PIN.`,
    details: 'Show the plan',
    continue: 'Continue',
    starting: 'The reprovision could not be started',
    history: {
      title: 'Old encrypted mail would become unreadable',
      accept: 'I know that mail encrypted to the old key can no longer be read with this card',
      words: 'Why this is acceptable',
      wordsHint: 'Goes into the audit trail',
      plan: 'Make the plan with this loss',
    },
  },
  run: { another: 'Reprovision another card', mine: 'My devices' },
};

export const stepLabels = Object.values(text.steps);

/** What becomes of a replaced certificate, by the RFC 5280 reason or the catalogue's word for it. */
const effectText: Record<string, string> = {
  none: 'Stays as it is',
  'old-expires': 'Left to expire',
  'already-revoked': 'Revoked already',
  unspecified: 'Revoked',
  keyCompromise: 'Revoked: key compromise',
  affiliationChanged: 'Revoked: affiliation changed',
  superseded: 'Revoked: superseded',
  cessationOfOperation: 'Revoked: cessation of operation',
  privilegeWithdrawn: 'Revoked: privilege withdrawn',
};
export const effectOf = (effect: string): string => effectText[effect] ?? effect;
