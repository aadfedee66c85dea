/** The two halves of a plan: certificates, and the steps on the card by phase. */
import { Fragment } from 'react';
import { Table, Text, Title } from '@mantine/core';
import type { PlanSummary } from '../api/types.js';
import { containerText } from '../devices/containers.text.js';
import { dayOf } from '../ui/time.js';
import tableClasses from '../ui/data-table.module.css';
import { phaseText, stepText, text } from './card.text.js';
import classes from './card.module.css';

export function PlanCertificates({ plan }: { plan: PlanSummary }) {
  const { columns } = text.plan;
  return (
    <div>
      <Title order={3} mb={4}>
        {text.plan.certificates}
      </Title>
      <Table
        className={tableClasses.table}
        verticalSpacing={5}
        horizontalSpacing="xs"
        borderColor="var(--cw-line)"
        aria-label={text.plan.certificates}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{columns.container}</Table.Th>
            <Table.Th scope="col">{columns.key}</Table.Th>
            <Table.Th scope="col" data-wide>
              {columns.profile}
            </Table.Th>
            <Table.Th scope="col">{columns.notAfter}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {plan.certificates.map((certificate) => (
            <Table.Tr key={certificate.container}>
              <Table.Td>{containerText[certificate.container] ?? certificate.container}</Table.Td>
              <Table.Td>
                <span className="mono">{certificate.keyReference}</span> {certificate.algorithm}
              </Table.Td>
              <Table.Td data-wide>{certificate.certificateProfile}</Table.Td>
              <Table.Td>{dayOf(certificate.notAfter)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

export function PlanSteps({ plan }: { plan: PlanSummary }) {
  const phases = [...new Set(plan.steps.map(({ phase }) => phase))];
  const steps = plan.steps.map((step, index) => ({ ...step, index }));
  return (
    <div>
      <Title order={3} mb={6}>
        {text.plan.steps}
      </Title>
      <ol className={classes.phases}>
        {phases.map((phase) => (
          <li key={phase}>
            <Text size="sm" fw={500}>
              {phaseText[phase] ?? phase}
            </Text>
            <ul className={classes.tags}>
              {steps
                .filter((step) => step.phase === phase)
                .map(({ kind, subject, index }) => (
                  <Fragment key={index}>
                    {/* If the point of no return comes before the first step, the line is left out. */}
                    {index > 0 && index === plan.pointOfNoReturn && (
                      <li className={classes.noReturn}>{text.plan.noReturn}</li>
                    )}
                    <li className={classes.tag}>
                      {stepText(kind)}
                      {subject && <span className="mono"> {subject}</span>}
                    </li>
                  </Fragment>
                ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}
