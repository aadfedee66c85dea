import { describe, expect, it } from '@jest/globals';
import { campaignOf } from './campaign-of.js';

const now = Date.parse('2026-11-29T16:00:00Z');

describe('[D15] a campaign for what a search finds', () => {
  it('has its profile, model and the day before which certificates end', () => {
    expect(
      campaignOf({ profileName: 'piv-four', modelId: 'vendor-5-4', certificatesExpireWithinDays: 30 }, now),
    ).toEqual({ profile: 'piv-four', model: 'vendor-5-4', before: '2026-12-30' });
    expect(campaignOf({ modelId: 'vendor-5-4' }, now)).toEqual({ model: 'vendor-5-4' });
  });

  it.each([[{}], [{ profileName: 'piv-four', query: 'Ada' }], [{ state: 'ACTIVE' as const }]])(
    'is none for %j, which it could not say',
    (filter) => expect(campaignOf(filter, now)).toBeNull(),
  );
});
