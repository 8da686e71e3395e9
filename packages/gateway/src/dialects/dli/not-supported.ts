import type { FastifyRequest } from 'fastify';

/** A group of the service's calls that there is nothing for here. */
interface NotSupported {
  /** In the plural, to begin a sentence with. */
  readonly what: string;
  /** What to do instead, as a sentence; empty where there is nothing. */
  readonly instead: string;
  /** Of the path behind the project, with its version and a slash before it: `v3/quotas`. */
  readonly path: RegExp;
  /** All methods unless said. */
  readonly method?: 'PUT';
}

// Of the official SDK's operations (dli-api.md 4 and 6), those that have no meaning here; docs/dli.md lists them.
const groups: readonly NotSupported[] = [
  {
    what: 'Partitions',
    instead: 'The tables of this engine have none.',
    path: /^v1\.0\/databases\/[^/]+\/tables\/[^/]+\/partitions$/,
  },
  {
    what: 'Owners and users of databases and tables',
    instead:
      'Who may use data is said by the privileges on queues: GET /v1.0/{project_id}/queues/{queue_name}/users.',
    path: /^v1\.0\/databases\/[^/]+(?:\/tables\/[^/]+)?\/(?:owner|users(?:\/[^/]+)?)$/,
  },
  {
    what: 'Privileges on data',
    instead: 'Privileges are on queues: PUT /v1.0/{project_id}/queues/user-authorization.',
    path: /^v1\.0\/(?:authorization(?:\/privileges)?|user-authorization)$/,
  },
  { what: 'Networks of queues', instead: '', path: /^v1\.0\/queues\/[^/]+$/, method: 'PUT' },
  {
    what: 'Connection tests',
    instead: '',
    path: /^v1\.0\/queues\/[^/]+\/connection-test(?:\/[^/]+)?$/,
  },
  {
    what: 'Plans of queues',
    instead: 'Scale a queue by PUT /v1.0/{project_id}/queues/{queue_name}/action.',
    path: /^v1(?:\.0)?\/queues\/[^/]+\/plans(?:\/[^/]+)?$/,
  },
  {
    what: 'Properties of queues',
    instead: 'Conditions of a queue are set by PATCH /api/v1/queues/{name}.',
    path: /^v3\/queues\/[^/]+\/properties$/,
  },
  {
    what: 'Elastic resource pools',
    instead: '',
    path: /^v3\/(?:orders\/)?elastic-resource-pools(?:\/.*)?$/,
  },
  {
    what: 'Datasource connections',
    instead: '',
    path: /^v(?:2\.0|3)\/datasource(?:-connection|\/enhanced-connections|\/auth-infos)(?:\/.*)?$/,
  },
  {
    what: 'Tags of resources',
    instead: 'Jobs, queues and packages have tags of their own.',
    path: /^v3\/(?:[^/]+\/resource-instances\/[^/]+|[^/]+(?:\/[^/]+)?\/tags(?:\/[^/]+)?)$/,
  },
  { what: 'Quotas of the cloud', instead: 'See GET /api/v1/quotas.', path: /^v3\/quotas$/ },
  {
    what: 'Catalogs',
    instead: 'There is one, dli.',
    path: /^v3\/catalogs(?:\/[^/]+)?$/,
  },
  { what: 'Templates of Spark jobs', instead: '', path: /^v3\/templates(?:\/[^/]+)?$/ },
  {
    what: 'Samples of SQL',
    instead: 'The database samples has data to try.',
    path: /^v1\.0\/sqls\/sample$/,
  },
  { what: 'SQL defend rules', instead: '', path: /^v1\/sql-defend-(?:sys-)?rules(?:\/[^/]+)?$/ },
  { what: 'Flink jobs', instead: '', path: /^v(?:1\.0|3)\/streaming\/.*$/ },
  { what: 'Agencies', instead: '', path: /^(?:v2\/agency|v1\.0\/dli\/obs-authorize)$/ },
  { what: 'Edge services', instead: '', path: /^v1\/edgesrv\/.*$/ },
  {
    what: 'Uploads and downloads of the console',
    instead: 'See PUT and GET /api/v1/files/{bucket}/{key}.',
    path: /^(?:v2\/uploader\/.*|v1\.0\/uploader\/.*|v1\/downloaders.*)$/,
  },
  { what: 'Clusters', instead: 'Queues run all jobs.', path: /^v2\.0\/clusters(?:\/.*)?$/ },
];

/** Where paths of them begin, for those that are behind no other path of the dialect. */
export const prefixesNotSupported: readonly string[] = [
  '/v3/:project_id',
  '/v2/:project_id/agency',
  '/v2/:project_id/uploader',
  ...['queues', 'sql-defend-rules', 'sql-defend-sys-rules', 'edgesrv', 'downloaders'].map(
    (name) => `/v1/:project_id/${name}`,
  ),
];

/** What a call that nothing answers would have been; null where it is none of the service's. */
export function whyNotSupported(method: string, url: string): string | null {
  const group = callOf(method, url)?.group;
  if (!group) return null;
  const { what, instead } = group;
  return `${what} are not supported by this service.${instead === '' ? '' : ` ${instead}`}`;
}

/** The project that such a call names; null where it is none of the service's. */
export function projectNotServed({
  method,
  url,
}: Pick<FastifyRequest, 'method' | 'url'>): string | null {
  return callOf(method, url)?.projectId ?? null;
}

function callOf(method: string, url: string) {
  const [, version, projectId, rest] =
    /^\/(v\d(?:\.0)?)\/([A-Za-z0-9]{1,64})\/([^?]*)/.exec(url) ?? [];
  if (version === undefined || projectId === undefined || rest === undefined) return null;
  const path = `${version}/${rest}`;
  const group = groups.find((one) => one.path.test(path) && (one.method ?? method) === method);
  return group ? { group, projectId } : null;
}
