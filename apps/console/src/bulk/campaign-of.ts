/** The filter of a campaign that is for the cards of a search of the list of devices, where it can say all that the search says. Pure. */
import type { DeviceFilter } from '@cardwright/contracts/nats/list-filters';
import type { CampaignSearch } from '../campaigns/campaign-search.js';

const dayMs = 86_400_000;

/** null: the search is narrowed by something that a campaign does not know, or by nothing at all. now: in milliseconds. */
export function campaignOf(filter: DeviceFilter, now = Date.now()): CampaignSearch | null {
  const { profileName, modelId, certificatesExpireWithinDays: days, ...others } = filter;
  if (Object.keys(others).length > 0) return null;
  const search = {
    ...(profileName !== undefined && { profile: profileName }),
    ...(modelId !== undefined && { model: modelId }),
    // A campaign takes what ends before a day: the one after the last of these.
    ...(days !== undefined && { before: new Date(now + (days + 1) * dayMs).toISOString().slice(0, 10) }),
  };
  return Object.keys(search).length === 0 ? null : search;
}
