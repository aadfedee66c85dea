/** The time, as a port: specs move it. Milliseconds since the epoch. */
import { Injectable } from '@nestjs/common';

@Injectable()
export class Clock {
  now(): number {
    return Date.now();
  }
}
