/** Texts of the shell and of sign-in. One file per feature, so that another language replaces files, not code. */
export const text = {
  nav: {
    label: 'Main',
    issue: 'Issue a card',
    temporal: 'Temporal UI',
    api: 'API reference',
    open: 'Open menu',
    close: 'Close menu',
    skip: 'Skip to content',
  },
  singleOperator: {
    badge: 'Single operator',
    text: 'One person may hold every role in this installation. In production the duties are separated.',
  },
  scheme: { label: 'Colours', light: 'Light', dark: 'Dark', auto: 'System' },
  user: { menu: 'Your account', profile: 'Account and roles', signOut: 'Sign out' },
  signIn: {
    title: 'Cardwright',
    lead: 'Smart cards and security keys: issued, activated and looked after.',
    button: 'Sign in',
    again: 'Your session has ended. Sign in again to go on; nothing that runs was stopped.',
    expired: 'That sign-in took too long. Start it again.',
    failed: 'The sign-in did not work. Try again, or ask your administrator.',
    unrecorded:
      'You are signed out in this browser. The server could not be reached to end the session, so it ends by itself after a while.',
    offline: 'Cardwright cannot be reached. This page tries again by itself.',
  },
  notFound: {
    title: 'There is nothing at this address',
    hint: 'The link may be old, or the item was removed.',
    home: 'Go to the start page',
  },
};
