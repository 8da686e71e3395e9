import type { Finding } from '@sluice/protocol';

export function ok(what: string, detail: string): Finding {
  return { level: 'ok', what, detail };
}

export function warn(what: string, detail: string): Finding {
  return { level: 'warn', what, detail };
}

export function fail(what: string, detail: string): Finding {
  return { level: 'fail', what, detail };
}
