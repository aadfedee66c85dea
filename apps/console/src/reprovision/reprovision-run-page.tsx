/** The last step of a reprovision: the new PIN (D22) and the work, live, to its end (D23). A holder reads of their own card in their own words. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { useMe } from '../me/me.js';
import { SagaRun } from '../sagas/saga-run.js';
import { ButtonLink } from '../ui/button-link.js';
import { Page } from '../ui/page.js';
import { Loading } from '../ui/states.js';
import { Steps } from '../ui/steps.js';
import { HelpLink } from '../update/help-link.js';
import { UpdateRun } from '../update/update-run.js';
import { text as mineText } from '../mine/mine.text.js';
import { stepLabels, text } from './reprovision.text.js';

const route = getRouteApi('/reprovision/$requestId');

export function ReprovisionRunPage() {
  const { requestId } = route.useParams();
  const me = useMe();
  const labels = stepLabels();
  const saga = useQuery(queries.saga(requestId));
  if (saga.isPending) return <Loading />;
  if (saga.data !== undefined && me.owns(saga.data)) {
    const isDone = saga.data.state === 'COMPLETED';
    return (
      <Page title={text.titleOwn} parent={{ to: '/mine', label: mineText.title }} width="narrow">
        <Steps labels={labels} active={labels.length - (isDone ? 0 : 1)} />
        <UpdateRun requestId={requestId} />
        {saga.data.finishedAt !== null && (
          <div>
            <ButtonLink to="/mine">{mineText.page.notYours.back}</ButtonLink>
          </div>
        )}
        <HelpLink />
      </Page>
    );
  }
  return (
    <SagaRun
      requestId={requestId}
      stepLabels={labels}
      another={
        <ButtonLink variant="default" to="/reprovision">
          {text.run.another}
        </ButtonLink>
      }
    />
  );
}
