/** One's own views of lists: filters and sort under a name. Whoever asks has theirs, and no others. */
import { Body, Delete, Get, Param, Put } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import { SaveViewBody, ViewParam, ViewsParam } from './dto/saved-views.dto.js';

@ApiController('me/views/:list')
export class SavedViewsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List one’s own views of a list', { says: 'By name. Those of others are nobody else’s.' })
  @Reply('views.list')
  list(@Param() param: ViewsParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('views.list', param, caller);
  }

  @Put(':name')
  @Operation('Save a view of a list', {
    says: 'Filters and sort, as the address of the list has them; in the place of the view of this name. At most 50 for each list.',
    problems: ['VIEW_TOO_MANY', 'VIEW_NOT_FOUND', 'VIEW_NAME_TAKEN'],
  })
  @Reply('views.save')
  save(@Param() param: ViewParam, @Body() body: SaveViewBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('views.save', { ...param, ...body, query: body.query ?? '' }, caller);
  }

  @Delete(':name')
  @Operation('Delete a view of a list', { says: '`deleted` is false where there was none.' })
  @Reply('views.delete')
  delete(@Param() param: ViewParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('views.delete', param, caller);
  }
}
