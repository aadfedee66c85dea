/** Texts of issuing a card. */
export const text = {
  title: 'Issue a card',
  steps: { card: 'Card', holder: 'Holder', plan: 'Plan', issue: 'Issue' },
  holder: {
    profile: 'Credential profile',
    profileEmpty: 'No credential profile is published',
    pin: 'PIN',
    pinHolder: 'The holder chooses the PIN now',
    pinHolderHint: 'Both of you are here. The card is active at the end.',
    pinNone: 'Leave the card pending',
    pinNoneHint: 'The card keeps a random initial PIN and is activated later.',
    reason: 'Reason',
    reasonHint: 'Optional. Goes into the audit trail.',
    plan: 'Make the plan',
    missing: {
      person: 'Choose who gets the card.',
      replacement: 'Say whether the card takes the place of another one.',
      profile: 'Choose a credential profile.',
    },
  },
  plan: {
    forWhom: 'For',
    onto: 'Card',
    profile: 'Profile',
    pin: 'PIN',
    start: 'Start issuing',
    starting: 'The card could not be started',
  },
  run: { another: 'Issue another card' },
};

export const stepLabels = Object.values(text.steps);
