/** Types of a handler: the body and the reply that the contract names for a request. */
import type { PkiApi } from '@cardwright/contracts/nats/pki.api';
import type { ReplyOf, RequestEnvelope, RequestOf } from '@cardwright/contracts/nats/rpc';

export type Ask<Name extends keyof PkiApi> = RequestEnvelope<RequestOf<PkiApi, Name>>;
export type Answer<Name extends keyof PkiApi> = Promise<ReplyOf<PkiApi, Name>>;
