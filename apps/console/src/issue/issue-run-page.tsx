/** The last step of an issuance: its saga, live. */
import { getRouteApi } from '@tanstack/react-router';
import { SagaRun } from '../sagas/saga-run.js';
import { ButtonLink } from '../ui/button-link.js';
import { stepLabels, text } from './issue.text.js';

const route = getRouteApi('/issue/$requestId');

export function IssueRunPage() {
  const { requestId } = route.useParams();
  return (
    <SagaRun
      requestId={requestId}
      stepLabels={stepLabels}
      another={
        <ButtonLink variant="default" to="/issue">
          {text.run.another}
        </ButtonLink>
      }
    />
  );
}
