/** Every route of the gateway's controllers, as Nest knows them. Specs only: a table over all of them cannot miss the next one. */
import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { AppModule } from '../src/app.module.js';
import type { GatewayConfig } from '../src/config/config.js';

export interface Route {
  method: string;
  /** With the names of its parameters: `/api/v1/devices/:deviceId`. */
  path: string;
}

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

export function everyRoute(): Route[] {
  // With everything on that a setting switches on.
  const settings = {
    labReadersSocket: 'x',
    labSignInDir: 'x',
    cardSignIn: {},
    passkeySignIn: {},
  } as unknown as GatewayConfig;
  const { controllers: switched = [] } = AppModule.with(settings, {} as never, {} as never);
  const controllers = Reflect.getMetadata('controllers', AppModule) as Type[];
  return [...controllers, ...switched].flatMap((controller) => {
    const prefix = String(Reflect.getMetadata(PATH_METADATA, controller));
    const handlers = controller.prototype as Record<string, object>;
    return Object.getOwnPropertyNames(handlers).flatMap((name) => {
      const method = Reflect.getMetadata(METHOD_METADATA, handlers[name]!) as RequestMethod | undefined;
      if (method === undefined) return [];
      const paths = [Reflect.getMetadata(PATH_METADATA, handlers[name]!) as string | string[]].flat();
      return paths.map((path) => ({
        method: RequestMethod[method],
        path: `/${prefix}/${path}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1'),
      }));
    });
  });
}
