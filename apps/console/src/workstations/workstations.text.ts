/** Texts of the choice of a workstation. */
export const text = {
  workstation: 'Workstation',
  lastUsedAt: (cards: string[]) => `Where ${cards.join(', ')} was last used`,
  offline: 'offline',
  none: 'No workstation is online',
  noneHint: 'Start the agent on the computer with the card reader; it appears here by itself.',
};
