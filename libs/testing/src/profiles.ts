/** A credential profile for specs: four elliptic curve keys, which even a slow machine makes at once. */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type {
  CredentialProfile,
  CredentialProfileVersion,
  CredentialRow,
} from '@cardwright/contracts/card/credential-profile';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { Api } from './system.js';

const row = (keyReference: KeyReferenceName, container: string): CredentialRow => ({
  container,
  keyReference,
  algorithm: 'ECCP256',
  keyOrigin: 'card',
  certificateProfile: `piv-${container}`,
});

/** Publishes the next version under this name. changes: what differs from four keys, a year and no initial PIN. */
export async function publishFourKeys(
  api: Api,
  name: string,
  changes: Partial<CredentialProfile> = {},
): Promise<CredentialProfileVersion & CredentialProfile> {
  const definition: CredentialProfile = {
    name,
    title: name,
    application: 'PIV',
    cardLifetimeDays: 365,
    pin: { minLength: 6, maxLength: 8, alphabet: 'numeric' },
    initialPin: 'none',
    credentials: [
      row('9A', 'authentication'),
      row('9C', 'digital-signature'),
      row('9D', 'key-management'),
      row('9E', 'card-authentication'),
    ],
    dataObjects: { printedInformation: true, securityObject: true },
    ...changes,
  };
  const { profile } = await api<ReplyOf<IssuanceApi, 'profiles.publish'>>('POST', '/profiles', { definition });
  return { ...definition, ...profile };
}
