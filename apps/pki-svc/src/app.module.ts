/** pki-svc put together. The vault makes its own keys and certificates before it takes the first request. */
import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '@cardwright/service-kit/audit/audit.module';
import { HealthRegistry } from '@cardwright/service-kit/health/health-registry';
import { OutboxModule } from '@cardwright/service-kit/outbox/outbox.module';
import { BatchSigner } from './agent-signer/batch-signer.js';
import { OfferSigner } from './agent-signer/offer-signer.js';
import { BatchSignerCertificate, OfferSignerCertificate } from './agent-signer/signer-certificate.js';
import { AgentIdentities } from './agents/agent-identities.js';
import { ArchivedKeys } from './archive/archived-keys.js';
import { CertificateIssuer } from './ca/certificate-issuer.js';
import { CertificateList } from './ca/certificate-list.js';
import { CertificateStatusService } from './ca/certificate-status.js';
import { CrlPublisher } from './ca/crl-publisher.js';
import { IssuingCa } from './ca/issuing-ca.js';
import { Clock } from './config/clock.js';
import { PKI_CONFIG, type PkiConfig } from './config/config.js';
import { BatchSecrets } from './custody/batch-secrets.js';
import { CardBatches } from './custody/card-batches.js';
import { CardAuthentication } from './custody/card-authentication.js';
import { DeviceFence } from './custody/device-fence.js';
import { KeySets } from './custody/key-sets.js';
import { LeaseGate } from './custody/lease-gate.js';
import { OperationPins } from './custody/operation-pins.js';
import { StockBatches } from './custody/stock-batches.js';
import { VaultKeys } from './keys/vault-keys.js';
import { Housekeeping } from './housekeeping.js';
import { AgentsController } from './nats/agents.controller.js';
import { BatchesController } from './nats/batches.controller.js';
import { CertificatesController } from './nats/certificates.controller.js';
import { VaultController } from './nats/vault.controller.js';
import { RelyingPartiesController } from './nats/relying-parties.controller.js';
import { OffersController } from './nats/offers.controller.js';
import { ContentSigner } from './content-signer/content-signer.js';
import { AssertedCards } from './relying-parties/asserted-cards.js';
import { ClientAssertionSigner } from './relying-parties/client-assertions.js';
import { ClientKeys } from './relying-parties/client-keys.js';
import { PolicyReads } from './relying-parties/policy-reads.js';
import { KeyEncryption } from './keys/key-encryption.js';
import { Signer } from './signer/signer.port.js';
import { SoftwareSigner } from './signer/software-signer.js';

@Module({})
export class PkiModule implements OnModuleInit {
  /** clock: specs move it. */
  static forConfig(config: PkiConfig, clock: Clock = new Clock()): DynamicModule {
    return {
      module: PkiModule,
      imports: [AuditModule, OutboxModule.register({ makesStream: false })],
      controllers: [
        CertificatesController,
        VaultController,
        AgentsController,
        OffersController,
        BatchesController,
        RelyingPartiesController,
      ],
      providers: [
        { provide: PKI_CONFIG, useValue: config },
        { provide: Clock, useValue: clock },
        { provide: KeyEncryption, useFactory: () => KeyEncryption.fromRing(config.keyEncryptionKeys) },
        { provide: Signer, useClass: SoftwareSigner },
        IssuingCa,
        CertificateIssuer,
        CertificateStatusService,
        CertificateList,
        CrlPublisher,
        ContentSigner,
        OfferSigner,
        OfferSignerCertificate,
        BatchSigner,
        BatchSignerCertificate,
        AssertedCards,
        ClientAssertionSigner,
        PolicyReads,
        ClientKeys,
        VaultKeys,
        LeaseGate,
        DeviceFence,
        KeySets,
        StockBatches,
        OperationPins,
        CardAuthentication,
        ArchivedKeys,
        BatchSecrets,
        CardBatches,
        AgentIdentities,
        Housekeeping,
      ],
    };
  }

  constructor(
    private readonly ca: IssuingCa,
    private readonly vaultKeys: VaultKeys,
    private readonly offerSigner: OfferSignerCertificate,
    private readonly batchSigner: BatchSignerCertificate,
    private readonly clientKeys: ClientKeys,
    health: HealthRegistry,
  ) {
    // A vault whose keys cannot be opened (wrong key-encryption keys, HSM away) takes no work.
    health.register('signer', () => this.ca.checkSigners());
  }

  async onModuleInit(): Promise<void> {
    await this.vaultKeys.ensure();
    await this.ca.ensure();
    await this.offerSigner.ensure();
    await this.batchSigner.ensure();
    await this.clientKeys.ensure();
  }
}
