/** The properties of this service that `createServiceDataSource` needs: its schema, entities and migrations. */
import type { ServiceDatabaseOptions } from '@cardwright/service-kit/database/data-source';
import { CardIntentEntity } from './card-intent.entity.js';
import { schemaName } from './columns.js';
import { CredentialProfileVersionEntity } from './credential-profile-version.entity.js';
import { CredentialEntity } from './credential.entity.js';
import { DecisionEntity } from './decision.entity.js';
import { DeviceEntity } from './device.entity.js';
import { LeaseEntity } from './lease.entity.js';
import { Initial1700000000000 } from './migrations/1700000000000-Initial.js';
import { Reprovision1700000000001 } from './migrations/1700000000001-Reprovision.js';
import { Lifecycle1700000000002 } from './migrations/1700000000002-Lifecycle.js';
import { Reconciler1700000000003 } from './migrations/1700000000003-Reconciler.js';
import { Update1700000000004 } from './migrations/1700000000004-Update.js';
import { AgentKey1700000000032 } from './migrations/1700000000032-AgentKey.js';
import { HolderData1700000000110 } from './migrations/1700000000110-HolderData.js';
import { BoundCards1700000000120 } from './migrations/1700000000120-BoundCards.js';
import { ManagementKeySince1700000000160 } from './migrations/1700000000160-ManagementKeySince.js';
import { ProfileVersions1700000000100 } from './migrations/1700000000100-ProfileVersions.js';
import { Reinsertion1700000000090 } from './migrations/1700000000090-Reinsertion.js';
import { Bridge1700000000170 } from './migrations/1700000000170-Bridge.js';
import { BridgeTypedCode1700000000171 } from './migrations/1700000000171-BridgeTypedCode.js';
import { SessionFacts1700000000180 } from './migrations/1700000000180-SessionFacts.js';
import { WebSession1700000000031 } from './migrations/1700000000031-WebSession.js';
import { AuditRepeated1700000000030 } from './migrations/1700000000030-AuditRepeated.js';
import { AgentRevocation1700000000007 } from './migrations/1700000000007-AgentRevocation.js';
import { Replacement1700000000006 } from './migrations/1700000000006-Replacement.js';
import { ProfileWithdrawal1700000000005 } from './migrations/1700000000005-ProfileWithdrawal.js';
import { CardFacts1700000000021 } from './migrations/1700000000021-CardFacts.js';
import { CredentialAttestation1700000000050 } from './migrations/1700000000050-CredentialAttestation.js';
import { KeptSecrets1700000000022 } from './migrations/1700000000022-KeptSecrets.js';
import { CardModels1700000000020 } from './migrations/1700000000020-CardModels.js';
import { PersonAccounts1700000000040 } from './migrations/1700000000040-PersonAccounts.js';
import { DevicesToPublish1700000000081 } from './migrations/1700000000081-DevicesToPublish.js';
import { Mail1700000000150 } from './migrations/1700000000150-Mail.js';
import { Expiry1700000000080 } from './migrations/1700000000080-Expiry.js';
import { CardSignIn1700000000220 } from './migrations/1700000000220-CardSignIn.js';
import { WhereSessionsWere1700000000240 } from './migrations/1700000000240-WhereSessionsWere.js';
import { Attention1700000000250 } from './migrations/1700000000250-Attention.js';
import { Search1700000000270 } from './migrations/1700000000270-Search.js';
import { SortedLists1700000000290 } from './migrations/1700000000290-SortedLists.js';
import { WorkWeeks1700000000280 } from './migrations/1700000000280-WorkWeeks.js';
import { IdempotencyKeys1700000000300 } from './migrations/1700000000300-IdempotencyKeys.js';
import { CertificateEnds1700000000310 } from './migrations/1700000000310-CertificateEnds.js';
import { SortedWorkstations1700000000320 } from './migrations/1700000000320-SortedWorkstations.js';
import { SavedViews1700000000321 } from './migrations/1700000000321-SavedViews.js';
import { HolderIdentification1700000000325 } from './migrations/1700000000325-HolderIdentification.js';
import { ListedCertificates1700000000328 } from './migrations/1700000000328-ListedCertificates.js';
import { EventFeed1700000000340 } from './migrations/1700000000340-EventFeed.js';
import { ProfileProposals1700000000200 } from './migrations/1700000000200-ProfileProposals.js';
import { SuspendedFor1700000000210 } from './migrations/1700000000210-SuspendedFor.js';
import { ReplacementAsks1700000000211 } from './migrations/1700000000211-ReplacementAsks.js';
import { DeploymentCodes1700000000130 } from './migrations/1700000000130-DeploymentCodes.js';
import { WorkstationReports1700000000140 } from './migrations/1700000000140-WorkstationReports.js';
import { OpenRequests1700000000070 } from './migrations/1700000000070-OpenRequests.js';
import { WizardSteps1700000000326 } from './migrations/1700000000326-WizardSteps.js';
import { AuditFilters1700000000330 } from './migrations/1700000000330-AuditFilters.js';
import { PersonObjectIds1700000000343 } from './migrations/1700000000343-PersonObjectIds.js';
import { AuditActorAction1700000000341 } from './migrations/1700000000341-AuditActorAction.js';
import { BusyPrograms1700000000342 } from './migrations/1700000000342-BusyPrograms.js';
import { Passkeys1700000000344 } from './migrations/1700000000344-Passkeys.js';
import { PasskeyDeletions1700000000370 } from './migrations/1700000000370-PasskeyDeletions.js';
import { FidoReset1700000000371 } from './migrations/1700000000371-FidoReset.js';
import { FidoResetMissed1700000000430 } from './migrations/1700000000430-FidoResetMissed.js';
import { PasskeyRenewals1700000000431 } from './migrations/1700000000431-PasskeyRenewals.js';
import { PasskeySuspensions1700000000372 } from './migrations/1700000000372-PasskeySuspensions.js';
import { SaidInCodes1700000000350 } from './migrations/1700000000350-SaidInCodes.js';
import { SeenUntil1700000000360 } from './migrations/1700000000360-SeenUntil.js';
import { OwnPasskeys1700000000380 } from './migrations/1700000000380-OwnPasskeys.js';
import { SaidFindings1700000000400 } from './migrations/1700000000400-SaidFindings.js';
import { PasskeySerials1700000000440 } from './migrations/1700000000440-PasskeySerials.js';
import { PasskeyDoubts1700000000450 } from './migrations/1700000000450-PasskeyDoubts.js';
import { PasskeyPages1700000000460 } from './migrations/1700000000460-PasskeyPages.js';
import { PasskeyDeletionList1700000000480 } from './migrations/1700000000480-PasskeyDeletionList.js';
import { SearchedWorkstations1700000000490 } from './migrations/1700000000490-SearchedWorkstations.js';
import { SearchedSoon1700000000515 } from './migrations/1700000000515-SearchedSoon.js';
import { TemporaryPins1700000000420 } from './migrations/1700000000420-TemporaryPins.js';
import { PersonEntity } from './person.entity.js';
import { ProfileWithdrawalEntity } from './profile-withdrawal.entity.js';
import { RequestEntity } from './request.entity.js';
import { RoleGrantEntity } from './role-grant.entity.js';
import { SagaProgressEntity } from './saga-progress.entity.js';
import { StockBatchEntity, StockItemEntity } from './stock.entity.js';
import { ProfileProposalEntity } from './profile-proposal.entity.js';
import { DeploymentCodeEntity } from './deployment-code.entity.js';
import { EnrolmentCodeEntity, WorkstationEntity } from './workstation.entity.js';

export const issuanceDatabase: Omit<ServiceDatabaseOptions, 'env'> = {
  // Each leader of background work (service-kit leader-loop) keeps one connection. Requests and activities have at least ten left.
  poolSize: 16,
  schema: schemaName,
  entities: [
    CardIntentEntity,
    CredentialEntity,
    CredentialProfileVersionEntity,
    DecisionEntity,
    DeviceEntity,
    EnrolmentCodeEntity,
    LeaseEntity,
    PersonEntity,
    ProfileWithdrawalEntity,
    RequestEntity,
    RoleGrantEntity,
    SagaProgressEntity,
    StockBatchEntity,
    StockItemEntity,
    WorkstationEntity,
    DeploymentCodeEntity,
    ProfileProposalEntity,
  ],
  migrations: [
    Initial1700000000000,
    Reprovision1700000000001,
    Lifecycle1700000000002,
    Reconciler1700000000003,
    Update1700000000004,
    ProfileWithdrawal1700000000005,
    Replacement1700000000006,
    AgentRevocation1700000000007,
    CardModels1700000000020,
    CardFacts1700000000021,
    AuditRepeated1700000000030,
    KeptSecrets1700000000022,
    PersonAccounts1700000000040,
    WebSession1700000000031,
    CredentialAttestation1700000000050,
    OpenRequests1700000000070,
    AgentKey1700000000032,
    Expiry1700000000080,
    DevicesToPublish1700000000081,
    Reinsertion1700000000090,
    ProfileVersions1700000000100,
    HolderData1700000000110,
    BoundCards1700000000120,
    DeploymentCodes1700000000130,
    WorkstationReports1700000000140,
    ManagementKeySince1700000000160,
    SessionFacts1700000000180,
    Mail1700000000150,
    Bridge1700000000170,
    BridgeTypedCode1700000000171,
    ProfileProposals1700000000200,
    SuspendedFor1700000000210,
    ReplacementAsks1700000000211,
    CardSignIn1700000000220,
    WhereSessionsWere1700000000240,
    Attention1700000000250,
    Search1700000000270,
    WorkWeeks1700000000280,
    SortedLists1700000000290,
    IdempotencyKeys1700000000300,
    CertificateEnds1700000000310,
    SortedWorkstations1700000000320,
    SavedViews1700000000321,
    EventFeed1700000000340,
    AuditFilters1700000000330,
    HolderIdentification1700000000325,
    WizardSteps1700000000326,
    ListedCertificates1700000000328,
    AuditActorAction1700000000341,
    BusyPrograms1700000000342,
    PersonObjectIds1700000000343,
    Passkeys1700000000344,
    SaidInCodes1700000000350,
    SeenUntil1700000000360,
    PasskeyDeletions1700000000370,
    OwnPasskeys1700000000380,
    SaidFindings1700000000400,
    TemporaryPins1700000000420,
    FidoReset1700000000371,
    PasskeySuspensions1700000000372,
    FidoResetMissed1700000000430,
    PasskeyRenewals1700000000431,
    PasskeySerials1700000000440,
    PasskeyDoubts1700000000450,
    PasskeyPages1700000000460,
    PasskeyDeletionList1700000000480,
    SearchedWorkstations1700000000490,
    SearchedSoon1700000000515,
  ],
};
