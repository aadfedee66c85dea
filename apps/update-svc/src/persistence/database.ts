/** Schema, entities and migrations of update-svc. */
import { DeviceStateEntity } from './device-state.entity.js';
import { Campaigns1700000000021 } from './migrations/1700000000021-Campaigns.js';
import { CampaignPace1700000000022 } from './migrations/1700000000022-CampaignPace.js';
import { EmptyReaders1700000000012 } from './migrations/1700000000012-EmptyReaders.js';
import { HeldBack1700000000011 } from './migrations/1700000000011-HeldBack.js';
import { Initial1700000000000 } from './migrations/1700000000000-Initial.js';
import { OfferSignatures1700000000005 } from './migrations/1700000000005-OfferSignatures.js';
import { Offers1700000000001 } from './migrations/1700000000001-Offers.js';
import { PresenceTimes1700000000010 } from './migrations/1700000000010-PresenceTimes.js';
import { OfferMails1700000000030 } from './migrations/1700000000030-OfferMails.js';
import { Outbox1700000000031 } from './migrations/1700000000031-Outbox.js';
import { PresenceOrder1700000000032 } from './migrations/1700000000032-PresenceOrder.js';
import { Rollouts1700000000020 } from './migrations/1700000000020-Rollouts.js';

export const schema = 'update';
export const entities = [DeviceStateEntity];
/** Oldest first; a released one never changes. */
export const migrations = [
  Initial1700000000000,
  Offers1700000000001,
  OfferSignatures1700000000005,
  PresenceTimes1700000000010,
  HeldBack1700000000011,
  EmptyReaders1700000000012,
  Rollouts1700000000020,
  Campaigns1700000000021,
  CampaignPace1700000000022,
  OfferMails1700000000030,
  Outbox1700000000031,
  PresenceOrder1700000000032,
];
