/**
 * How whoever issues a card made sure that the person before them is its holder: by the photo on record, by an official identity document, or known
 * to them. Nothing of a document is kept, not even its number.
 */
export const identifications = ['photo', 'document', 'known'] as const;
export type Identification = (typeof identifications)[number];
