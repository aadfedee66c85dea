/** Texts that belong to no page: of tables, waits and errors everywhere. */

export const product = 'Cardwright';

export const text = {
  loading: 'Loading',
  failed: 'This could not be loaded',
  again: 'Try again',
  more: 'Load more',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  stepOf: (step: number, of: number) => `Step ${step} of ${of}`,
  newTab: '(opens a new tab)',
  forbidden: 'Your roles do not allow this',
  details: 'Details',
  whyFailed: 'Why they failed',
  history: { title: 'History', when: 'When', what: 'What', who: 'By', itself: 'itself' },
};
