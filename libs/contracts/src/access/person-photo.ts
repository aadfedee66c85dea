/** The photo of a person by which whoever issues their card knows them. Browser safe. */

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PhotoType = (typeof photoTypes)[number];

export const mostPhotoBytes = 200_000;
/** Pixels of each side. */
export const photoSides = { least: 32, most: 2000 } as const;

/** Of a photo that is on record, without it. */
export interface PersonPhoto {
  mediaType: PhotoType;
  bytes: number;
  /** Pixels. */
  width: number;
  height: number;
  /** Another one with each photo. */
  version: string;
  updatedAt: string;
}
