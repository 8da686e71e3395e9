import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import { systemClock } from '../../src/system/system-clock.ts';
import { fixedQuotas } from '../support/fixed-quotas.ts';
import type { DuckdbWorld } from '../support/start-duckdb.ts';
import { callDli, type DliCalls } from './call-dli.ts';

/** The dialect over a started DuckDB, for its project. */
export function callDliOnDuckdb({ actions, stores, projectId }: DuckdbWorld): Promise<DliCalls> {
  const { identities, audit } = stores;
  const quotas = fixedQuotas(systemClock);
  const guarded = guardActions(actions, stores);
  return callDli({ actions: guarded, identities, audit, quotas, clock: systemClock }, projectId);
}
