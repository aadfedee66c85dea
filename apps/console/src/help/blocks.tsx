/** What a manual consists of, as the console's own components: no HTML of its own. */
import { Anchor, Code, Table, Text, Title, useComputedColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Block, Inline } from './manual.js';
import classes from './help.module.css';

export const Blocks = ({ blocks }: { blocks: readonly Block[] }) =>
  blocks.map((block, at) => <Shown key={at} block={block} />);

function Shown({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return (
        <Title order={block.level === 2 ? 2 : 3} id={block.id} className={classes.heading}>
          {block.text}
        </Title>
      );
    case 'paragraph':
      return (
        <Text>
          <Inlines parts={block.text} />
        </Text>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List className={classes.list}>
          {block.items.map((item, at) => (
            <li key={at}>
              <Blocks blocks={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'code':
      // What is wider than the page is scrolled by keys too.
      return (
        <Code block tabIndex={0}>
          {block.text}
        </Code>
      );
    case 'table':
      return (
        <Table.ScrollContainer minWidth={320}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {block.head.map((cell, at) => (
                  <Table.Th key={at}>
                    <Inlines parts={cell} />
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {block.rows.map((row, at) => (
                <Table.Tr key={at}>
                  {row.map((cell, column) => (
                    <Table.Td key={column}>
                      <Inlines parts={cell} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      );
    case 'picture':
      return <Picture {...block} />;
  }
}

function Picture({ alt, light, dark, width, height }: Extract<Block, { kind: 'picture' }>) {
  const scheme = useComputedColorScheme('light');
  return (
    <img
      className={classes.picture}
      src={scheme === 'dark' ? dark : light}
      {...{ alt, width, height }}
      loading="lazy"
    />
  );
}

const Inlines = ({ parts }: { parts: readonly Inline[] }) => parts.map((part, at) => <Part key={at} part={part} />);

function Part({ part }: { part: Inline }) {
  if (typeof part === 'string') return part;
  switch (part.kind) {
    case 'strong':
      return <strong>{part.text}</strong>;
    case 'code':
      return <Code>{part.text}</Code>;
    case 'link': {
      const [path, hash] = part.to.split('#');
      return path?.startsWith('/') ? (
        <Anchor component={Link} to={path} hash={hash} underline="always">
          {part.text}
        </Anchor>
      ) : (
        <Anchor href={part.to} underline="always">
          {part.text}
        </Anchor>
      );
    }
  }
}
