/** Requests of IssuanceApi about credential profiles: versions, what is proposed, and how a version reaches its cards. */
import type { DefinitionProblem } from '../card/definition-problem.js';
import type { Page, PageRequest, RequestOf, Rpc, ReplyOf } from './rpc.js';
import type { Exportable } from './list-filters.js';
import type { CredentialProfile, CredentialProfileVersion, PasskeyMaker } from '../card/credential-profile.js';
import type { ProfilePreview, ProfileVersionRow } from '../card/profile-preview.js';
import type { ProfileProposal } from '../card/profile-proposal.js';
import type { PkiApi } from './pki.api.js';
import type { UpdateApi } from './update.api.js';
import { always, type RulesOf } from './issuance.endpoint-rule.js';

export interface ProfileApi {
  /**
   * withdrawnAt: since when nothing is issued with it; null: in use. selfService: a holder may choose it for a blank card of their own; absent from
   * an older service, which lets holders choose none.
   */
  'profiles.list': Rpc<
    PageRequest,
    Page<{
      name: string;
      title: string;
      version: number;
      publishedAt: string;
      withdrawnAt: string | null;
      selfService?: boolean;
    }>
  >;
  'profiles.get': Rpc<{ name: string; version?: number }, { profile: CredentialProfileVersion }>;
  'profiles.publish': Rpc<{ definition: unknown }, { profile: CredentialProfileVersion; changed: boolean }>;
  /** No card is issued or reprovisioned with it any more, until it is published again. */
  'profiles.withdraw': Rpc<{ name: string; reason: string }, { changed: boolean }>;
  /** A new version for another person to approve. */
  'profile-proposals.create': Rpc<{ definition: unknown; reason: string }, { proposal: ProfileProposal }>;
  /** Newest first. */
  'profile-proposals.list': Rpc<PageRequest, Page<ProfileProposal>>;
  /** changes: against the version it is based on; empty for a new profile. cards: how many cards in use have the profile. */
  'profile-proposals.get': Rpc<
    { proposalId: string },
    { proposal: ProfileProposal; changes: { path: string; before: unknown; after: unknown }[]; cards: number }
  >;
  /** Publishes it. Never by whoever proposed it. */
  'profile-proposals.approve': Rpc<
    { proposalId: string },
    { proposal: ProfileProposal; profile: CredentialProfileVersion }
  >;
  /** Also by whoever proposed it, to take it back. */
  'profile-proposals.decline': Rpc<{ proposalId: string; reason: string }, { proposal: ProfileProposal }>;
  'profiles.diff': Rpc<
    { name: string; from: number; to: number },
    { changes: { path: string; before: unknown; after: unknown }[] }
  >;
  /** preview: what publishing it would do; only of a definition that is valid. */
  'profiles.validate': Rpc<
    { definition: unknown },
    {
      valid: boolean;
      problems: DefinitionProblem[];
      definition?: CredentialProfile;
      preview?: ProfilePreview;
    }
  >;
  /**
   * Where this installation registers passkeys; a profile names one by its id. In the order in which they are configured. makers: who can make passkeys
   * for it (`passkey.madeBy`); absent from the release before.
   */
  'relying-parties.list': Rpc<Record<string, never>, { relyingParties: { id: string; makers?: PasskeyMaker[] }[] }>;
  /** Those by which the vault is known there, the one that signs now first. Throws RELYING_PARTY_NOT_CONFIGURED, also of our own portal. */
  'relying-parties.certificates': PkiApi['relying-parties.certificates'];
  /** Newest first. Throws PROFILE_NOT_FOUND. */
  'profiles.versions': Rpc<PageRequest & { name: string }, Page<ProfileVersionRow>>;
  /** How versions of profiles reach their cards: kept by update-svc, and as it says. */
  'rollouts.list': UpdateApi['rollouts.list'];
  'rollouts.get': UpdateApi['rollouts.get'];
  'rollouts.plan': UpdateApi['rollouts.plan'];
  'rollouts.advance': UpdateApi['rollouts.advance'];
  'rollouts.pause': UpdateApi['rollouts.pause'];
  'rollouts.resume': UpdateApi['rollouts.resume'];
  'rollouts.stop': UpdateApi['rollouts.stop'];
  'campaigns.count': UpdateApi['campaigns.count'];
  'campaigns.create': UpdateApi['campaigns.create'];
  'campaigns.list': UpdateApi['campaigns.list'];
  'campaigns.get': UpdateApi['campaigns.get'];
  'campaigns.cards': Rpc<RequestOf<UpdateApi, 'campaigns.cards'> & Exportable, ReplyOf<UpdateApi, 'campaigns.cards'>>;
  'campaigns.pause': UpdateApi['campaigns.pause'];
  'campaigns.resume': UpdateApi['campaigns.resume'];
  'campaigns.stop': UpdateApi['campaigns.stop'];
}

export const profileRules: RulesOf<ProfileApi> = {
  'profiles.list': always('catalogue.read'),
  'profiles.get': always('catalogue.read'),
  'profiles.publish': always('profile.edit'),
  'profiles.withdraw': always('profile.edit'),
  'profile-proposals.create': always('profile.edit'),
  'profile-proposals.list': always('profile.edit', 'profile.approve'),
  'profile-proposals.get': always('profile.edit', 'profile.approve'),
  'profile-proposals.approve': always('profile.approve'),
  'profile-proposals.decline': always('profile.edit', 'profile.approve'),
  'profiles.diff': always('catalogue.read'),
  'profiles.validate': always('profile.edit'),
  'relying-parties.list': always('catalogue.read'),
  'relying-parties.certificates': always('relying-party.view'),
  'profiles.versions': always('others.view', 'profile.edit', 'profile.approve'),
  'rollouts.list': always('others.view', 'profile.edit'),
  'rollouts.get': always('others.view', 'profile.edit'),
  'rollouts.plan': always('others.view', 'profile.edit', 'profile.approve'),
  'rollouts.advance': always('profile.edit'),
  'rollouts.pause': always('profile.edit'),
  'rollouts.resume': always('profile.edit'),
  'rollouts.stop': always('profile.edit'),
  'campaigns.count': always('profile.edit'),
  'campaigns.create': always('profile.edit'),
  'campaigns.list': always('others.view', 'profile.edit'),
  'campaigns.get': always('others.view', 'profile.edit'),
  'campaigns.cards': always('others.view', 'profile.edit'),
  'campaigns.pause': always('profile.edit'),
  'campaigns.resume': always('profile.edit'),
  'campaigns.stop': always('profile.edit'),
};
