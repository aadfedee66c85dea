/** `/mine/follow/<request>`: what is being done with a card of one's own, live. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { ButtonLink } from '../ui/button-link.js';
import { HelpLink } from '../update/help-link.js';
import { UpdateRun } from '../update/update-run.js';
import { Page } from '../ui/page.js';
import { helpAbout } from '../update/update.text.js';
import { text } from './mine.text.js';

const route = getRouteApi('/mine/follow/$requestId');

export function FollowPage() {
  const { requestId } = route.useParams();
  const saga = useQuery(queries.saga(requestId));
  const changes = saga.data?.type === 'CHANGE_PIN';
  const ofPin = changes || saga.data?.type === 'UNLOCK';
  const title = changes ? text.pin.change.page : ofPin ? text.pin.page : text.pin.run;
  return (
    <Page title={title} parent={{ to: '/mine', label: text.title }} width="narrow">
      <UpdateRun requestId={requestId} {...(ofPin && { afterwards: text.pin.done })} />
      {saga.data !== undefined && saga.data.finishedAt !== null && (
        <div>
          <ButtonLink to="/mine">{text.page.notYours.back}</ButtonLink>
        </div>
      )}
      <HelpLink about={helpAbout(saga.data?.type)} />
    </Page>
  );
}
