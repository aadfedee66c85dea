/** Texts of definitions that are written as JSON: card models, credential profiles. */
export const text = {
  definition: 'Definition',
  file: 'From a file',
  choose: 'Choose a file',
  notJson: 'This is no JSON object',
  check: 'Check',
  problems: 'What is wrong with it',
  columns: { path: 'Where', message: 'What' },
  whole: 'the whole',
};
