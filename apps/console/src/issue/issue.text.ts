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
  identify: {
    name: 'Name',
    externalId: 'External id',
    unit: 'Unit',
    confirm: 'I have checked who this is',
    hint: 'Compare the person before you with what is on record. Goes into the audit trail with your name.',
    ways: {
      photo: { title: 'By the photo on record', hint: 'It is the person before you.' },
      document: { title: 'By an official identity document', hint: 'With photo and name. Its number is kept nowhere.' },
      known: { title: 'Known to me', hint: 'You know this person.' },
    },
    noPhoto: 'There is no photo of this person. An administrator can put one in on the page of the person.',
    missing: 'Say how you checked who this is.',
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
