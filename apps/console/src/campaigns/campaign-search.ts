/** What the address of a new campaign says: the filter that it begins with. */
export interface CampaignSearch {
  profile?: string;
  model?: string;
  /** A day: `2026-12-30`. */
  before?: string;
}
