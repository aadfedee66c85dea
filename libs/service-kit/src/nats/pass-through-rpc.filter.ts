/**
 * Nest's own RPC filter replaces every unknown exception by "Internal server error" before the transport sees it. Ours
 * hands the exception on as it is: the transport (cardwright-nats.server.ts) is the one place that turns it into a reply.
 * HTTP contexts (the gateway) are left to the gateway's own filter.
 */
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

@Catch()
export class PassThroughRpcFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): Observable<never> {
    if (host.getType() !== 'rpc') throw exception;
    return throwError(() => exception);
  }
}
