/** Sessions of browsers over NATS: one line per handler. */
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { SessionRequests } from './session.requests.js';
import type { Answer, Asked } from './asked.js';

@Controller()
export class SessionController {
  constructor(private readonly sessions: SessionRequests) {}

  @MessagePattern(issuanceSubject('sessions.start'))
  start(@Payload() asked: Asked<'sessions.start'>): Answer<'sessions.start'> {
    return this.sessions.start(asked);
  }

  @MessagePattern(issuanceSubject('sessions.check'))
  check(@Payload() asked: Asked<'sessions.check'>): Answer<'sessions.check'> {
    return this.sessions.check(asked);
  }

  @MessagePattern(issuanceSubject('sessions.end'))
  end(@Payload() asked: Asked<'sessions.end'>): Answer<'sessions.end'> {
    return this.sessions.end(asked);
  }
}
