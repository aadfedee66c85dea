/** The last step of a reprovision: the new PIN (D22) and the saga, live, to its end (D23). */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { useMe } from '../me/me.js';
import { SagaRun } from '../sagas/saga-run.js';
import { ButtonLink } from '../ui/button-link.js';
import { stepLabels, text } from './reprovision.text.js';

const route = getRouteApi('/reprovision/$requestId');

export function ReprovisionRunPage() {
  const { requestId } = route.useParams();
  const me = useMe();
  const saga = useQuery(queries.saga(requestId));
  const own = saga.data !== undefined && me.owns(saga.data);
  return (
    <SagaRun
      requestId={requestId}
      stepLabels={stepLabels}
      another={
        <ButtonLink variant="default" to={own ? '/mine' : '/reprovision'}>
          {own ? text.run.mine : text.run.another}
        </ButtonLink>
      }
    />
  );
}
