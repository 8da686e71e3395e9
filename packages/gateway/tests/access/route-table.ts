import { type Persona, personas, projectId } from './personas.ts';

/** How a request ended, in the words of no dialect. */
export type Outcome =
  /** It came through to what it asks for, whatever that answers. */
  | 'through'
  /** No credential, or a bad one. */
  | 'anonymous'
  /** A credential for another project than the path names. */
  | 'foreign'
  /** As if there were nothing (I10). */
  | 'unknown'
  /** A right is missing. */
  | 'forbidden'
  /** A fault of the gateway. Never expected. */
  | 'failed';

/** What a request of the walk is about: made anew for each. */
export interface Scene {
  /** A job of the admin that waits on `default`, and its key. */
  readonly jobId: string;
  readonly key: string;
  /** A job of the admin that was cancelled. */
  readonly cancelledId: string;
  /** An open session of the admin, in which a statement waits; the number is Livy's name for it. */
  readonly session: { readonly id: string; readonly number: number };
  readonly statementId: string;
  /** A batch of the admin that waits on `default`. */
  readonly batch: { readonly id: string; readonly number: number };
  /** A session of the admin that was closed. */
  readonly closedId: string;
  /** A name that nothing has yet. */
  readonly newName: string;
}

export interface Row {
  /** Method and path as they are registered; a HEAD route goes with its GET. */
  readonly route: string;
  readonly path: (scene: Scene) => string;
  readonly body?: (scene: Scene) => object;
  readonly outcomes: Record<Persona, Outcome>;
}

/** There is a file of this name in the bucket `lake` of the project. */
export const sampleKey = 'jars/etl.jar';

/** It is a resource of the admin, in no group. */
const sampleResource = 'etl.jar';

const native = '/api/v1';
const dli = `/v1.0/${projectId}`;
const livy = '/livy';
const fabric = `/v1/workspaces/${projectId}`;
const sql = 'SELECT 1';

/** Open to anybody. */
const open = forEach(() => 'through');
/** Any member of a project, in his own. */
const member = forEach((persona) => (persona === 'nobody' ? 'anonymous' : 'through'));
/** For admins, each in his own project. */
const administer = some(['admin', 'stranger'], 'forbidden');
/** Sees a job of another on `default`. */
const see = {
  ...some(['canceller', 'operator', 'admin'], 'unknown'),
  stranger: 'unknown',
} as const;
/** Submits to `default`, which every project has. */
const submit = some(['submitter', 'operator', 'admin', 'stranger'], 'forbidden');
/** Files are data: who may run a statement somewhere may use them. */
const useData = submit;
/** One that is there. */
const useFile = { ...useData, stranger: 'unknown' } as const;
/** One that is not there. */
const useNone = Object.fromEntries(
  Object.entries(useData).map(([persona, met]) => [persona, met === 'through' ? 'unknown' : met]),
) as typeof useData;
const cancelKnown = see;
/** Runs a statement in a session of another, which takes that he sees it and may submit. */
const submitInto = { ...see, canceller: 'forbidden' } as const;
/** The key is not known there, and its cancel waits for a submit. */
const cancelByKey = some(['canceller', 'operator', 'admin', 'stranger'], 'forbidden');

/**
 * Every route, and what each persona meets there. A route that is missing here fails the walk: whoever
 * adds one says who may use it.
 */
export const routeTable: readonly Row[] = [
  { route: 'GET /healthz', path: () => '/healthz', outcomes: open },
  { route: 'GET /readyz', path: () => '/readyz', outcomes: open },
  // It has a token of its own, and no other credential opens it.
  { route: 'GET /metrics', path: () => '/metrics', outcomes: forEach(() => 'anonymous') },
  // Whoever logs in proves himself by a password, and these have none.
  {
    route: 'POST /v3/auth/tokens',
    path: () => '/v3/auth/tokens',
    body: () => ({ auth: { identity: { methods: ['password'], password: wrongPassword } } }),
    outcomes: forEach(() => 'anonymous'),
  },
  { route: 'GET /v3/projects', path: () => '/v3/projects', outcomes: member },
  { route: 'GET /v3/auth/domains', path: () => '/v3/auth/domains', outcomes: member },

  row('POST', '/jobs', submit, { body: () => ({ sql }) }),
  row('POST', '/sql/split', submit, { body: () => ({ sql }) }),
  row('POST', '/sql/check', submit, { body: () => ({ sql }) }),
  textRow('GET', '/templates', useData),
  textRow('GET', '/templates/:name', useNone),
  textRow('PUT', '/templates/:name', useData, { sql }),
  textRow('DELETE', '/templates/:name', useNone),
  textRow('GET', '/variables', useData),
  textRow('GET', '/variables/:name', useNone),
  textRow('PUT', '/variables/:name', useData, { value: '1' }),
  textRow('DELETE', '/variables/:name', useNone),
  row('GET', '/jobs', member),
  row('POST', '/jobs/cancel', some(['canceller', 'operator', 'admin', 'stranger'], 'forbidden'), {
    body: () => ({ queue: 'default', wait_ms: 0 }),
  }),
  row('GET', '/jobs/:id', see),
  row('GET', '/jobs/by-key/:key', see),
  row('GET', '/jobs/:id/wait', see, { query: 'timeout_ms=0' }),
  row('GET', '/jobs/:id/result', see),
  row('GET', '/jobs/:id/events', see),
  row('GET', '/events', member),
  row('POST', '/batches', submit, { body: () => ({ file: 'obs://lake/job.py' }) }),
  row('POST', '/imports', submit, {
    body: () => ({ ...sampleMove, from: `obs://lake/${sampleKey}` }),
  }),
  row('POST', '/exports', submit, {
    body: ({ newName }) => ({ ...sampleMove, to: `obs://lake/${newName}` }),
  }),
  // The job waits, and has no result yet.
  row(
    'POST',
    '/jobs/:id/export',
    { ...submitInto, viewer: 'forbidden' },
    { body: () => ({ to: 'obs://lake/out', format: 'csv' }) },
  ),
  logRow(''),
  logRow('/file'),
  logRow('/events'),
  row('POST', '/jobs/:id/cancel', cancelKnown, { body: () => ({}) }),
  row('POST', '/jobs/by-key/:key/cancel', cancelByKey, { body: () => ({}) }),
  {
    route: `GET ${native}/jobs/:id/cancellation`,
    path: ({ cancelledId }) => `${native}/jobs/${cancelledId}/cancellation`,
    outcomes: see,
  },
  row('POST', '/sessions', submit, { body: () => ({}) }),
  row('GET', '/sessions', member),
  sessionRow('GET', '', see),
  sessionRow('GET', '/wait', see, { query: 'timeout_ms=0' }),
  sessionRow('GET', '/events', see),
  sessionRow('POST', '/close', cancelKnown, { body: () => ({}) }),
  {
    route: `GET ${native}/sessions/:id/closing`,
    path: ({ closedId }) => `${native}/sessions/${closedId}/closing`,
    outcomes: see,
  },
  sessionRow('POST', '/statements', submitInto, { body: () => ({ statements: [sql] }) }),
  row('POST', '/jobs/:id/lease', submitInto, { body: () => ({}) }),
  sessionRow('POST', '/lease', submitInto, { body: () => ({}) }),
  sessionRow('GET', '/statements', see),
  sessionRow('GET', '/statements/:number', see),
  row('POST', '/queues', administer, {
    body: ({ newName }) => ({ name: newName, engine: 'scripted' }),
  }),
  row('PATCH', '/queues/:name', administer, { body: () => ({ slots: 2 }) }),
  row('DELETE', '/queues/:name', administer),
  row('GET', '/queues', member),
  row('GET', '/queues/:name', member),
  row('GET', '/queues/:name/grants', administer),
  row(
    'PUT',
    '/queues/:name/grants',
    // The stranger asks for a user that his project does not have.
    { ...administer, stranger: 'unknown' },
    { body: () => ({ user: 'viewer', action: 'grant', privileges: ['RESTART'] }) },
  ),
  row('POST', '/queues/:name/restart', administer, { body: () => ({}) }),
  row('GET', '/databases', useData),
  tableRow('', useData),
  tableRow('/:table', useData),
  row('GET', '/files', useData),
  row('GET', '/files/:bucket', useFile),
  row('GET', '/files/:bucket/*', useFile),
  row('DELETE', '/files/:bucket/*', useFile),
  // Behind the others: the stranger puts one into his own project.
  row('PUT', '/files/:bucket/*', useData, { body: () => ({}) }),
  resourceRow('GET', '/resources', useData),
  resourceRow('GET', '/resources/:name', useFile),
  resourceRow('POST', '/resources', { ...useFile, stranger: 'through' }, () => ({
    files: [`obs://lake/${sampleKey}`],
  })),
  // It is the admin's.
  resourceRow('PATCH', '/resources/:name', { ...administer, stranger: 'unknown' }, () => ({
    owner: 'viewer',
  })),
  // The stranger deletes the one that he has put into his own project.
  resourceRow('DELETE', '/resources/:name', useData),
  resourceRow('GET', '/resource-groups', useData),
  resourceRow('PATCH', '/resource-groups/:name', useNone, () => ({ owner: 'viewer' })),
  row('GET', '/audit', administer),
  row('GET', '/quotas', member),
  row('GET', '/whoami', member),

  dliRow('POST', '/jobs/submit-job', submit, () => ({ sql })),
  dliRow('POST', '/jobs/check-sql', submit, () => ({ sql })),
  dliRow('POST', '/jobs/import-table', submit, () => ({ ...sampleTable, data_type: 'csv' })),
  dliRow('POST', '/jobs/export-table', submit, ({ newName }) => ({
    ...sampleTable,
    data_path: `obs://lake/${newName}`,
    data_type: 'csv',
    compress: 'none',
  })),
  // The job waits, and has no result yet.
  dliRow('POST', '/jobs/:job_id/export-result', { ...submitInto, viewer: 'forbidden' }, () => ({
    data_path: 'obs://lake/out',
    data_type: 'csv',
  })),
  dliRow('DELETE', '/jobs/:job_id', cancelKnown),
  dliRow('GET', '/jobs', member),
  dliRow('GET', '/jobs/:job_id/status', see),
  dliRow('GET', '/jobs/:job_id/detail', see),
  dliRow('GET', '/jobs/:job_id/progress', see),
  {
    route: 'GET /v1/:project_id/jobs/:job_id/progress',
    path: ({ jobId }) => `/v1/${projectId}/jobs/${jobId}/progress`,
    outcomes: { ...see, stranger: 'foreign' },
  },
  dliRow('GET', '/jobs/:job_id/preview', see),
  dliRow('GET', '/jobs/:job_id', see),
  dliRow('GET', '/queues/:queue_name/jobs/:job_id', see),
  dliRow('DELETE', '/queues/:queue_name/jobs/:job_id', cancelKnown),
  dliRow('POST', '/queues/:queue_name/jobs/submit-job', submit, () => ({ sql })),
  dliRow('PUT', '/queues/user-authorization', administer, () => ({
    queue_name: 'default',
    user_name: 'viewer',
    action: 'grant',
    privileges: ['SCALE_QUEUE'],
  })),
  dliRow('GET', '/queues/:queue_name/users', administer),
  dliRow('POST', '/queues', administer, ({ newName }) => ({ queue_name: newName, cu_count: 4 })),
  dliRow('GET', '/queues', member),
  dliRow('GET', '/queues/:queue_name', member),
  // It is every project's, which who may not drop it is not told.
  dliRow('DELETE', '/queues/:queue_name', administer),
  dliRow('PUT', '/queues/:queue_name/action', administer, () => ({ action: 'restart' })),
  dliRow('GET', '/sqls', useData),
  dliRow('POST', '/sqls', useData, ({ newName }) => ({ sql, sql_name: newName })),
  dliTextRow('PUT', '/sqls/:sql_id', 'unknown', { sql }),
  dliTextRow('POST', '/sqls-deletion', 'unknown', { sql_ids: ['999999'] }),
  dliRow('GET', '/variables', useData),
  dliRow('POST', '/variables', useData, ({ newName }) => ({ var_name: newName, var_value: '1' })),
  dliTextRow('PUT', '/variables/:var_name', 'through', { var_value: '1' }),
  dliTextRow('DELETE', '/variables/:var_name', 'through'),
  // What waits for a job is asked for so that it does not.
  dliTableRow('GET', '', useData),
  dliTableRow('POST', '', submit, '', () => ({ database_name: 'default' })),
  dliTableRow('DELETE', '/:database_name', submit, '?async=true&cascade=true'),
  dliTableRow('GET', '/:database_name', useData),
  dliTableRow('GET', '/:database_name/tables', useData),
  dliTableRow('POST', '/:database_name/tables', submit, '', () => ({
    table_name: 't',
    data_location: 'VIEW',
    select_statement: sql,
  })),
  dliTableRow('GET', '/:database_name/tables/:table_name', useData),
  dliTableRow('GET', '/:database_name/tables/:table_name/preview', submit, '?mode=ASYNC'),
  dliTableRow('DELETE', '/:database_name/tables/:table_name', submit, '?async=true'),
  dliSessionRow('POST', '', submit, () => ({ kind: 'sql', queue: 'default' })),
  dliSessionRow('GET', '', member),
  dliSessionRow('GET', '/:session_id', see),
  dliSessionRow('GET', '/:session_id/state', see),
  dliSessionRow('GET', '/:session_id/log', see),
  dliSessionRow('DELETE', '/:session_id', cancelKnown),
  dliSessionRow('POST', '/:session_id/statements', submitInto, () => ({ code: sql })),
  dliSessionRow('GET', '/:session_id/statements', see),
  dliSessionRow('GET', '/:session_id/statements/:statement_id', see),
  dliSessionRow('POST', '/:session_id/statements/:statement_id/cancel', cancelKnown),

  dliBatchRow('POST', '', submit, () => ({ file: 'obs://lake/job.py', queue: 'default' })),
  dliBatchRow('GET', '', member),
  dliBatchRow('GET', '/:batch_id', see),
  dliBatchRow('GET', '/:batch_id/state', see),
  dliBatchRow('GET', '/:batch_id/log', see),
  dliBatchRow('DELETE', '/:batch_id', cancelKnown),

  dliResourceRow('GET', '', useData),
  dliResourceRow('GET', '/:resource_name', useData),
  dliResourceRow('POST', '', useData, () => ({ ...samplePaths, kind: 'jar' })),
  dliResourceRow('POST', '/jars', useData, () => samplePaths),
  dliResourceRow('POST', '/pyfiles', useData, () => samplePaths),
  dliResourceRow('POST', '/files', useData, () => samplePaths),
  // It is the admin's.
  dliResourceRow('PUT', '/owner', administer, () => ({
    new_owner: 'viewer',
    resource_name: sampleResource,
  })),
  dliResourceRow('DELETE', '/:resource_name', useData),

  { route: `GET ${livy}/version`, path: () => `${livy}/version`, outcomes: open },
  livyRow('GET', '/sessions', member),
  livyRow('POST', '/sessions', submit, {}),
  livyRow('GET', '/sessions/:id', see),
  livyRow('GET', '/sessions/:id/state', see),
  livyRow('GET', '/sessions/:id/log', see),
  livyRow('DELETE', '/sessions/:id', cancelKnown),
  livyRow('POST', '/sessions/:id/interrupt', cancelKnown),
  livyRow('GET', '/sessions/:id/statements', see),
  livyRow('POST', '/sessions/:id/statements', submitInto, { code: sql }),
  livyRow('GET', '/sessions/:id/statements/:statement', see),
  livyRow('POST', '/sessions/:id/statements/:statement/cancel', cancelKnown),
  livyRow('POST', '/sessions/:id/completion', see, { code: 'SEL' }),
  livyRow('GET', '/batches', member),
  livyRow('POST', '/batches', submit, { file: 'obs://lake/job.py' }),
  livyBatchRow('GET', '', see),
  livyBatchRow('GET', '/state', see),
  livyBatchRow('GET', '/log', see),
  livyBatchRow('DELETE', '', cancelKnown),

  { route: 'GET /v1/workspaces', path: () => '/v1/workspaces', outcomes: member },
  { route: 'POST /v1/workspaces', path: () => '/v1/workspaces', outcomes: administer },
  fabricRow('PUT', '', administer),
  fabricRow('DELETE', '', administer),
  fabricRow('GET', '/endpoints', member),
  fabricRow('POST', '/endpoints', administer),
  fabricRow('GET', '/endpoints/:endpoint_id', member),
  fabricRow('PUT', '/endpoints/:endpoint_id', administer),
  fabricRow('DELETE', '/endpoints/:endpoint_id', administer),
  fabricRow('POST', '/sessions', submit, () => ({
    endpoint_id: 'queue-default',
    lake_formation_config: { instance_id: 'lake-1', catalog: 'hive' },
    wait_timeout: 300,
  })),
  fabricRow('GET', '/sessions', member),
  fabricRow('GET', '/sessions/:session_id', see),
  fabricRow('DELETE', '/sessions/:session_id', cancelKnown),
  fabricRow('POST', '/sessions/statements', submitInto, ({ session }) => ({
    session_id: session.id,
    statement: sql,
  })),
  fabricRow('GET', '/sessions/:session_id/statements', see),
  fabricRow('GET', '/sessions/:session_id/statements/:statement_id', see),
  fabricRow('POST', '/sessions/:session_id/statements/:statement_id/cancel', cancelKnown),
  fabricRow('GET', '/statement-records', member),
  auraRow('POST', '', submit, () => ({
    endpoint_name: 'default',
    catalog_context: { catalog_name: 'hive' },
    wait_timeout: 300,
  })),
  auraRow('GET', '', member),
  auraRow('GET', '/:session_id', see),
  auraRow('DELETE', '/:session_id', cancelKnown),
  auraRow('POST', '/statements', submitInto, ({ session }) => ({
    session_id: session.id,
    statement: sql,
  })),
  auraRow('GET', '/:session_id/statements', see),
  auraRow('GET', '/:session_id/statements/:statement_id', see),
  auraRow('POST', '/:session_id/statements/:statement_id/cancel', cancelKnown),
  {
    route: 'GET /v2/workspaces/:workspace_id/aura-statement-records',
    path: () => `/v2/workspaces/${projectId}/aura-statement-records`,
    outcomes: { ...member, stranger: 'unknown' },
  },
];

const sampleTable = {
  database_name: 'default',
  table_name: 't',
  data_path: `obs://lake/${sampleKey}`,
};
const sampleMove = { database: 'default', table: 't', format: 'csv' };
const samplePaths = { paths: [`obs://lake/${sampleKey}`], group: 'jobs' };
const wrongPassword = { user: { name: 'who', password: 'wrong', domain: { name: 'sluice' } } };

function row(
  method: string,
  path: string,
  outcomes: Row['outcomes'],
  more: { readonly body?: Row['body']; readonly query?: string } = {},
): Row {
  const { body, query } = more;
  return {
    route: `${method} ${native}${path}`,
    path: (scene) => native + fill(path, scene) + (query === undefined ? '' : `?${query}`),
    outcomes,
    ...(body && { body }),
  };
}

function logRow(rest: string): Row {
  return {
    route: `GET ${native}/jobs/:id/logs/:stream${rest}`,
    path: ({ batch }) => `${native}/jobs/${batch.id}/logs/stdout${rest}`,
    outcomes: see,
  };
}

function sessionRow(
  method: string,
  path: string,
  outcomes: Row['outcomes'],
  more: Parameters<typeof row>[3] = {},
): Row {
  const whole = row(method, `/sessions/:id${path}`, outcomes, more);
  return {
    ...whole,
    path: (scene) => whole.path({ ...scene, jobId: scene.session.id }).replace(':number', '0'),
  };
}

/** Of a template or a variable that is not there. */
function textRow(method: string, path: string, outcomes: Row['outcomes'], body?: object): Row {
  const whole = row(method, path, outcomes, body ? { body: () => body } : {});
  return { ...whole, path: ({ newName }) => native + path.replace(':name', newName) };
}

function resourceRow(
  method: string,
  path: string,
  outcomes: Row['outcomes'],
  body?: Row['body'],
): Row {
  const whole = row(method, path, outcomes, body ? { body } : {});
  return { ...whole, path: () => native + path.replace(':name', sampleResource) };
}

/** Of the database and the table that the scripted engine has. */
function tableRow(rest: string, outcomes: Row['outcomes']): Row {
  return {
    route: `GET ${native}/databases/:database/tables${rest}`,
    path: () => `${native}/databases/default/tables${rest.replace(':table', 't')}`,
    outcomes,
  };
}

/** The path names the project: a stranger does not get past the door. */
function dliRow(method: string, path: string, outcomes: Row['outcomes'], body?: Row['body']): Row {
  return {
    route: `${method} /v1.0/:project_id${path}`,
    path: (scene) => dli + fill(path, scene),
    outcomes: { ...outcomes, stranger: 'foreign' },
    ...(body && { body }),
  };
}

/** Of a template or a variable that is not there. */
function dliTextRow(method: string, path: string, outcome: Outcome, body?: object): Row {
  const outcomes = some(['submitter', 'operator', 'admin'], 'forbidden');
  const whole = dliRow(method, path, outcomes, body && (() => body));
  const met = Object.entries(whole.outcomes).map(([persona, of]) => [
    persona,
    of === 'through' ? outcome : of,
  ]);
  return {
    ...whole,
    path: (scene) => whole.path(scene).replace(':sql_id', '999999').replace(':var_name', 'none'),
    outcomes: Object.fromEntries(met) as Row['outcomes'],
  };
}

/** Of the database and the table that the scripted engine has. */
function dliTableRow(
  method: string,
  path: string,
  outcomes: Row['outcomes'],
  query = '',
  body?: Row['body'],
): Row {
  const whole = dliRow(method, `/databases${path}`, outcomes, body);
  return {
    ...whole,
    path: (scene) =>
      whole.path(scene).replace(':database_name', 'default').replace(':table_name', 't') + query,
  };
}

function dliSessionRow(
  method: string,
  path: string,
  outcomes: Row['outcomes'],
  body?: Row['body'],
): Row {
  const whole = dliRow(method, `/sessions${path}`, outcomes, body);
  return {
    ...whole,
    route: whole.route.replace('v1.0', 'v2.0'),
    path: (scene) =>
      whole
        .path(scene)
        .replace('v1.0', 'v2.0')
        .replace(':session_id', scene.session.id)
        .replace(':statement_id', '0'),
  };
}

function dliBatchRow(
  method: string,
  path: string,
  outcomes: Row['outcomes'],
  body?: Row['body'],
): Row {
  const whole = dliRow(method, `/batches${path}`, outcomes, body);
  return {
    ...whole,
    route: whole.route.replace('v1.0', 'v2.0'),
    path: (scene) => whole.path(scene).replace('v1.0', 'v2.0').replace(':batch_id', scene.batch.id),
  };
}

function livyBatchRow(method: string, path: string, outcomes: Row['outcomes']): Row {
  return {
    route: `${method} ${livy}/batches/:id${path}`,
    path: ({ batch }) => `${livy}/batches/${batch.number}${path}`,
    outcomes,
  };
}

function dliResourceRow(
  method: string,
  path: string,
  outcomes: Row['outcomes'],
  body?: Row['body'],
): Row {
  const whole = dliRow(method, `/resources${path}`, outcomes, body);
  return {
    ...whole,
    route: whole.route.replace('v1.0', 'v2.0'),
    path: (scene) =>
      whole.path(scene).replace('v1.0', 'v2.0').replace(':resource_name', sampleResource),
  };
}

function livyRow(method: string, path: string, outcomes: Row['outcomes'], body?: object): Row {
  return {
    route: `${method} ${livy}${path}`,
    path: ({ session }) =>
      livy + path.replace(':id', `${session.number}`).replace(':statement', '0'),
    outcomes,
    ...(body && { body: () => body }),
  };
}

/** The path names the workspace of the project, which is not there for a stranger. */
function fabricRow(
  method: string,
  path: string,
  outcomes: Row['outcomes'],
  body?: Row['body'],
): Row {
  return {
    route: `${method} /v1/workspaces/:workspace_id${path}`,
    path: ({ session, statementId }) =>
      fabric +
      path
        .replace(':endpoint_id', 'queue-default')
        .replace(':session_id', session.id)
        .replace(':statement_id', statementId),
    outcomes: { ...outcomes, stranger: 'unknown' },
    ...(body && { body }),
  };
}

/** The same calls in the spelling of v2. */
function auraRow(method: string, path: string, outcomes: Row['outcomes'], body?: Row['body']): Row {
  const twin = fabricRow(method, `/sessions${path}`, outcomes, body);
  return { ...twin, route: respell(twin.route), path: (scene) => respell(twin.path(scene)) };
}

function respell(path: string): string {
  return path.replace('/v1/', '/v2/').replace('/sessions', '/aura-sessions');
}

function fill(path: string, { jobId, key }: Scene): string {
  return path
    .replace(/:(id|job_id)\b/, jobId)
    .replace(':key', key)
    .replace(':bucket', 'lake')
    .replace('*', sampleKey)
    .replace(/:(name|queue_name)\b/, 'default');
}

function some(allowed: readonly Persona[], others: Outcome): Record<Persona, Outcome> {
  return forEach((persona) => {
    if (persona === 'nobody') return 'anonymous';
    return allowed.includes(persona) ? 'through' : others;
  });
}

function forEach(outcomeOf: (persona: Persona) => Outcome): Record<Persona, Outcome> {
  const all = Object.keys(personas) as Persona[];
  return Object.fromEntries(all.map((persona) => [persona, outcomeOf(persona)])) as Record<
    Persona,
    Outcome
  >;
}
