/** Mail to cardholders: what there is to tell (written with its cause), and the mails in which it is told (docs/mail.md). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Mail1700000000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE mail (
  -- Also the left part of its Message-ID.
  mail_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES person,
  -- What goes first: 1 activity and tests, 2 the last day and what is done, 3 reminders.
  urgency smallint NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'refused', 'given-up')),
  tries integer NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL DEFAULT now(),
  -- A copy of the service is sending it.
  claimed_until timestamptz,
  tried_at timestamptz,
  sent_at timestamptz,
  -- Of the relay, code and class alone ('550 5.1.1'), or what failed before it answered ('ECONNECTION').
  answer text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mail_queued ON mail (urgency, not_before) WHERE state = 'queued';
CREATE INDEX mail_tried ON mail (tried_at);
CREATE INDEX mail_of_person ON mail (person_id, created_at);

CREATE TABLE mail_notice (
  notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES person,
  device_id uuid,
  kind text NOT NULL CHECK (kind IN ('due-soon', 'last-day', 'done', 'activity', 'test')),
  -- Never a secret: what happened, who did it in role words, how the card is called, until when.
  facts jsonb NOT NULL,
  -- The same cause is told once.
  cause_key text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  gather_until timestamptz NOT NULL,
  -- Too late to be of use.
  drop_after timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'in-mail', 'dropped', 'no-address')),
  mail_id uuid REFERENCES mail,
  UNIQUE (tenant_id, cause_key)
);
CREATE INDEX mail_notice_waiting ON mail_notice (gather_until) WHERE state = 'waiting';
CREATE INDEX mail_notice_of_person ON mail_notice (person_id) WHERE state = 'waiting';
CREATE INDEX mail_notice_of_mail ON mail_notice (mail_id);
CREATE INDEX mail_notice_of_device ON mail_notice (device_id, notice_id);

-- What the token of whoever asked for the request claims to be: a mail says it in role words.
ALTER TABLE request ADD COLUMN requested_by_claims text[];
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE request DROP COLUMN requested_by_claims; DROP TABLE mail_notice; DROP TABLE mail');
  }
}
