import type { Config } from './config/config.ts';
import type { GuardedActions } from './core/actions/guarded-actions.ts';
import { dliDialect } from './dialects/dli/dli-dialect.ts';
import { projectNotServed } from './dialects/dli/not-supported.ts';
import { fabricDialect } from './dialects/fabric/fabric-dialect.ts';
import { livyDialect, livyOpenRoutes } from './dialects/livy/livy-dialect.ts';
import type { EventStreams } from './dialects/native/event-streams.ts';
import { nativeDialect } from './dialects/native/native-dialect.ts';
import type { ApiDescription } from './dialects/native/openapi/api-description.ts';
import type { AppOptions } from './http/build-app.ts';
import { systemClock } from './system/system-clock.ts';

type Dialect = AppOptions['dialects'][number];

/** All APIs, each under its addresses. */
export function openDialects(
  guarded: GuardedActions,
  config: Config,
  streams: EventStreams,
  description: ApiDescription,
): readonly Dialect[] {
  const { cancelTimeoutMs } = config;
  return [
    {
      name: 'dli',
      prefix: '',
      plugin: dliDialect(guarded, { cancelTimeoutMs, clock: systemClock, ...config.dli }),
      accepts: [],
      projectOfUnknown: projectNotServed,
    },
    {
      name: 'fabric',
      prefix: '',
      plugin: fabricDialect(guarded, { cancelTimeoutMs, clock: systemClock, ...config.fabric }),
      accepts: [],
    },
    {
      name: 'native',
      prefix: '/api/v1',
      plugin: description.describing(nativeDialect(guarded, { cancelTimeoutMs, streams })),
      accepts: ['bearer'],
    },
    openLivy(guarded, config, '/livy'),
  ];
}

/** @param prefix empty on a port of its own, as its clients expect it */
export function openLivy(
  guarded: GuardedActions,
  { cancelTimeoutMs, livy: { demandsRequestedBy } }: Config,
  prefix: string,
): Dialect {
  return {
    name: 'livy',
    prefix,
    plugin: livyDialect(guarded, { cancelTimeoutMs, demandsRequestedBy }),
    openRoutes: livyOpenRoutes,
    accepts: ['bearer', 'basic'],
  };
}
