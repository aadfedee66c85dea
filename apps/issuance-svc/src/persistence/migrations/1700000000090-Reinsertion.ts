/** After a saga that brought new certificates the card is to be taken out and put in again: one row per such saga, which stays. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reinsertion1700000000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE reinsertion (
  request_id uuid PRIMARY KEY REFERENCES request,
  tenant_id uuid NOT NULL,
  correlation_id text NOT NULL,
  device_id uuid NOT NULL,
  -- Where the saga wrote the card.
  workstation_id text NOT NULL,
  reader_name text,
  -- [{keyReference, serialNumberHex, thumbprint, seen}]
  certificates jsonb NOT NULL,
  state text NOT NULL DEFAULT 'AWAITING_REINSERT',
  why text,
  asked_at timestamptz NOT NULL DEFAULT now(),
  remind_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  started_at timestamptz,
  removed_at timestamptz,
  inserted_at timestamptz,
  inserted_workstation_id text,
  -- The insertion after which somebody has looked.
  looked_at timestamptz,
  reminded_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX reinsertion_open ON reinsertion (device_id) WHERE ended_at IS NULL;
CREATE INDEX reinsertion_not_started ON reinsertion (asked_at) WHERE ended_at IS NULL AND started_at IS NULL;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reinsertion');
  }
}
