/**
 * A person as imported (model.md section 6: who cards are issued to and who acts). `externalId` is the immutable key of
 * the source system; the linked identity (iss, sub) is set at the first sign-in and never by e-mail (design.md section 2).
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'person' })
export class PersonEntity {
  @PrimaryColumn({ name: 'person_id', type: 'uuid' })
  personId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'external_id', type: 'text' })
  externalId: string;

  @Column({ name: 'given_name', type: 'text' })
  givenName: string;

  @Column({ type: 'text' })
  surname: string;

  /** Unicode NFC, as are the names. */
  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'text', nullable: true })
  upn: string | null;

  /** Windows security identifier, `S-1-5-...`. */
  @Column({ type: 'text', nullable: true })
  sid: string | null;

  /** Of the person in Entra ID or Keycloak: never changes there, and nobody else ever has it. Passkeys are registered by it alone. */
  @Column({ name: 'object_id', type: 'uuid', nullable: true })
  objectId: string | null;

  @Column({ name: 'organizational_unit', type: 'text', nullable: true })
  organizationalUnit: string | null;

  @Column({ type: 'boolean' })
  enabled: boolean;

  /** Approved for issuance: asked only where a profile is of PIV mode (requirement D08). */
  @Column({ type: 'boolean', default: true })
  approved: boolean;

  @Column({ name: 'linked_iss', type: 'text', nullable: true })
  linkedIss: string | null;

  @Column({ name: 'linked_sub', type: 'text', nullable: true })
  linkedSub: string | null;

  /**
   * The values from which the account keys were made. If they differ from the current values, the keys are out of date
   * (people/person-accounts.ts).
   */
  @Column({ name: 'keyed_from', type: 'text', array: true, nullable: true })
  keyedFrom: (string | null)[] | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
