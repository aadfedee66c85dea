/** Texts of the choice of whom a card is for. */
export const text = {
  person: 'Person',
  search: 'Search by name or external id',
  nothing: 'Nobody matches',
  photoOf: (name: string) => `Photo of ${name}`,
  noPhotoOf: (name: string) => `No photo of ${name}`,
  replacement: 'Takes the place of',
  replacementOf: (what: string, day: string) => `${what}: asked for on ${day}`,
  replacementNone: 'No other card',
};
