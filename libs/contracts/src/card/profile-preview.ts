/** What somebody reads of a credential profile before and after a version of it is published. */

/** What publishing a definition would do. */
export interface ProfilePreview {
  /** The newest version that there is; null: the profile is new. */
  basedOnVersion: number | null;
  /** Against that version; empty for a new profile, and where it says the same already. */
  changes: { path: string; before: unknown; after: unknown }[];
  /** How many cards in use have the profile, of whatever version. */
  cards: number;
  /** The profile is withdrawn, and cards may be issued with it again. */
  reinstates: boolean;
  /** It is not published but proposed: another person approves it (PROFILE_APPROVAL). */
  approvalNeeded: boolean;
}

export interface ProfileVersionRow {
  version: number;
  publishedAt: string;
  publishedBy: string;
  /** How many cards in use have this version. */
  cards: number;
}
