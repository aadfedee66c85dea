/**
 * The only place where an error becomes an HTTP answer. Whatever is our own fault is logged with its stack under the
 * correlation id that the caller is given; the answer itself says nothing more.
 */
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readerLanguage } from '../words/reader-language.js';
import { asCardwrightError, challengeOf, retryAfterSeconds, toProblem } from './problem.js';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('gateway');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    void this.send(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  send(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const error = asCardwrightError(thrown);
    const language = readerLanguage(request.headers['accept-language']);
    const problem = toProblem(error, request.url, request.id, language);
    if (error.code === 'INTERNAL')
      this.logger.error(this.describe(problem, thrown), (error.cause instanceof Error ? error.cause : error).stack);
    // Something is away: its own log says so too, and nobody needs a stack to find it.
    else if (problem.status >= 500) this.logger.warn(this.describe(problem, thrown));
    const retryAfter = retryAfterSeconds(error);
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
    if (problem.status === 401) void reply.header('www-authenticate', challengeOf(error));
    void reply.header('vary', 'Accept-Language').header('content-language', language);
    return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }

  private describe(problem: { code: string; instance: string; correlationId: string }, thrown: unknown): string {
    const text = thrown instanceof Error ? thrown.message : 'not an error';
    return `${problem.code} at ${problem.instance} [${problem.correlationId}]: ${text}`;
  }
}
