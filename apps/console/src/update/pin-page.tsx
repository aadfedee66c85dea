/** `/update/pin/<request>`: the new PIN of somebody who had forgotten the old one during an update. */
import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../ui/page.js';
import { HelpLink } from './help-link.js';
import { text } from './update.text.js';
import { UpdateRun } from './update-run.js';

const route = getRouteApi('/update/pin/$requestId');

export function PinPage() {
  const { requestId } = route.useParams();
  return (
    <Page title={text.forgotten.page} width="narrow">
      <UpdateRun requestId={requestId} afterwards={text.forgotten.done} />
      <HelpLink about="pin" />
    </Page>
  );
}
