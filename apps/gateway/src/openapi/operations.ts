import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof methods)[number];

export interface DocumentOperation {
  path: string;
  method: Method;
  operation: NonNullable<PathItem[Method]>;
}

/** Every operation of the document, in its order. */
export const operationsOf = ({ paths }: Pick<OpenAPIObject, 'paths'>): DocumentOperation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );
