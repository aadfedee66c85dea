/** The rows of RELYING_PARTIES, each with the adapter of its kind. */
import type { RelyingPartyRow } from '@cardwright/service-kit/config/relying-parties';
import type { ClientAssertionSource } from '../client-assertions.js';
import { EntraRelyingParty } from '../entra/entra-relying-party.js';
import type { IssuanceConfig } from '../../config/config.js';
import { KeycloakRelyingParty } from '../keycloak/keycloak-relying-party.js';
import type { OwnPasskeys } from '../own/own-passkeys.js';
import { OwnRelyingParty } from '../own/own-relying-party.js';
import { RelyingParties } from '../relying-parties.js';
import type { RelyingParty } from '../relying-party.port.js';

export const configuredRelyingParties = (
  rows: readonly RelyingPartyRow[],
  assertions: ClientAssertionSource,
  passkeys: OwnPasskeys,
  roots: IssuanceConfig['passkeyRoots'],
): RelyingParties => {
  const adapterOf = (row: RelyingPartyRow): RelyingParty => {
    if (row.kind === 'own') return new OwnRelyingParty(row, passkeys, roots.get(row.id));
    return row.kind === 'entra' ? new EntraRelyingParty(row, assertions) : new KeycloakRelyingParty(row, assertions);
  };
  return new RelyingParties(new Map(rows.map((row) => [row.id, adapterOf(row)])));
};
