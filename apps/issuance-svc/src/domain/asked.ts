/** Envelope and answer of a person-facing request, by its name in the contracts. */
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';

export type Asked<Name extends keyof IssuanceApi> = RequestEnvelope<RequestOf<IssuanceApi, Name>>;
export type Answer<Name extends keyof IssuanceApi> = Promise<ReplyOf<IssuanceApi, Name>>;
