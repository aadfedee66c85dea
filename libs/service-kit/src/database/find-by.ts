/**
 * Rows of an entity by the values of some of its columns, for hot paths: the statement is made once and prepared, the
 * result is the entity. A repository's `findOneBy` does the same for ten times the CPU (design.md 7). No relations.
 */
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { preparedIn, preparedQuery } from './prepared-query.js';

export interface FindByOptions<Entity> {
  /** Properties, newest first; default: in no order. */
  descendingBy?: readonly (keyof Entity & string)[];
  /** Locks the rows until the end of the transaction (`within`). */
  forUpdate?: boolean;
}

export interface FindBy<Entity> {
  (...values: unknown[]): Promise<Entity[]>;
  /** In the transaction of this manager. */
  within(manager: EntityManager, ...values: unknown[]): Promise<Entity[]>;
}

/**
 * `properties`: those whose values the returned function takes, in this order; no NULL among them. The statement is made at the
 * first call, so that repositories may be made before the data source is initialised.
 */
export function findBy<Entity extends ObjectLiteral>(
  dataSource: DataSource,
  target: EntityTarget<Entity>,
  properties: readonly (keyof Entity & string)[],
  { descendingBy = [], forUpdate = false }: FindByOptions<Entity> = {},
): FindBy<Entity> {
  type Row = Record<string, unknown>;
  const prepare = () => {
    const metadata = dataSource.getMetadata(target);
    const { columns } = metadata;
    const columnOf = (property: string): string => {
      const column = columns.find(({ propertyName }) => propertyName === property);
      if (column === undefined) throw new TypeError(`${metadata.name} has no ${property}`);
      return `"${column.databaseName}"`;
    };
    const names = columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
    const condition = properties.map((property, index) => `${columnOf(property)} = $${index + 1}`).join(' and ');
    const order = descendingBy.map((property) => `${columnOf(property)} desc`).join(', ');
    const table = metadata.tablePath
      .split('.')
      .map((part) => `"${part}"`)
      .join('.');
    const text =
      `select ${names} from ${table} where ${condition}` +
      (order === '' ? '' : ` order by ${order}`) +
      (forUpdate ? ' for update' : '');
    const entityOf = (row: Row): Entity => {
      const entity = metadata.create() as Row;
      for (const column of columns)
        entity[column.propertyName] = dataSource.driver.prepareHydratedValue(row[column.databaseName], column);
      return entity as Entity;
    };
    const name = nameOf(text);
    const query = preparedQuery<Row>(dataSource, name, text);
    return {
      alone: async (values: readonly unknown[]) => (await query(values)).map(entityOf),
      within: async (manager: EntityManager, values: readonly unknown[]) =>
        (await preparedIn<Row>(manager, name, text, values)).map(entityOf),
    };
  };
  let known: ReturnType<typeof prepare> | undefined;
  const prepared = () => (known ??= prepare());
  return Object.assign((...values: unknown[]) => prepared().alone(values), {
    within: (manager: EntityManager, ...values: unknown[]) => prepared().within(manager, values),
  });
}

let statements = 0;
const names = new Map<string, string>();
/** Postgres cuts names of prepared statements at 63 bytes: one name per text instead. */
function nameOf(text: string): string {
  const known = names.get(text) ?? `find-by-${(statements += 1)}`;
  names.set(text, known);
  return known;
}
