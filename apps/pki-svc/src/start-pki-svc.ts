/** pki-svc as it runs, in a process of its own or inside a spec: module, database and queue group in one place. */
import type { ServiceOptions } from '@cardwright/service-kit/bootstrap-service';
import type { Environment } from '@cardwright/service-kit/config/env';
import { queueGroup } from '@cardwright/contracts/nats/subjects';
import { PkiModule } from './app.module.js';
import type { Clock } from './config/clock.js';
import { readPkiConfig } from './config/config.js';
import { pkiEntities } from './persistence/entities.js';
import { Vault1764000000000 } from './persistence/migrations/1764000000000-Vault.js';
import { BatchSigners1764000500000 } from './persistence/migrations/1764000500000-BatchSigners.js';
import { ClientKeys1764001100000 } from './persistence/migrations/1764001100000-ClientKeys.js';
import { AssertedCards1764001200000 } from './persistence/migrations/1764001200000-AssertedCards.js';
import { PasskeyComparisons1764001500000 } from './persistence/migrations/1764001500000-PasskeyComparisons.js';
import { PolicyAssertions1764001510000 } from './persistence/migrations/1764001510000-PolicyAssertions.js';
import { CrlLists1764000800000 } from './persistence/migrations/1764000800000-CrlLists.js';
import { DeviceFences1764000100000 } from './persistence/migrations/1764000100000-DeviceFences.js';
import { AgentKeys1764000300000 } from './persistence/migrations/1764000300000-AgentKeys.js';
import { OfferSigners1764000400000 } from './persistence/migrations/1764000400000-OfferSigners.js';
import { EventFeed1764001000000 } from './persistence/migrations/1764001000000-EventFeed.js';
import { Search1764000900000 } from './persistence/migrations/1764000900000-Search.js';
import { PendingHalves1764000700000 } from './persistence/migrations/1764000700000-PendingHalves.js';
import { SuspensionHolds1764000200000 } from './persistence/migrations/1764000200000-SuspensionHolds.js';
import { WrongPuks1764000600000 } from './persistence/migrations/1764000600000-WrongPuks.js';

/** Throws ConfigurationError listing everything that is missing. */
export function pkiServiceOptions(env: Environment, clock?: Clock): ServiceOptions {
  return {
    name: 'pki-svc',
    module: PkiModule.forConfig(readPkiConfig(env), clock),
    queueGroup: queueGroup.pki,
    database: {
      schema: 'pki',
      entities: pkiEntities,
      migrations: [
        Vault1764000000000,
        DeviceFences1764000100000,
        SuspensionHolds1764000200000,
        AgentKeys1764000300000,
        OfferSigners1764000400000,
        BatchSigners1764000500000,
        WrongPuks1764000600000,
        PendingHalves1764000700000,
        CrlLists1764000800000,
        Search1764000900000,
        EventFeed1764001000000,
        ClientKeys1764001100000,
        AssertedCards1764001200000,
        PasskeyComparisons1764001500000,
        PolicyAssertions1764001510000,
      ],
    },
    env,
  };
}
