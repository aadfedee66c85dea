/** Texts of reprovisioning a card: what operators read, and the shorter words for a holder's own card (D20). */
export const text = {
  title: 'Reprovision a card',
  titleOwn: 'Reprovision my card',
  lead: 'The card is written anew from the record, with the latest version of its profile. Until you continue after the check it is only read.',
  leadOwn:
    'Your card gets new keys, new certificates and a new PIN. Until you continue after the check it is only read.',
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
  },
  run: { another: 'Reprovision another card', mine: 'My devices' },
};

export const stepLabels = Object.values(text.steps);
