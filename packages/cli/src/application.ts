import {
  ArgumentParseError,
  buildApplication,
  buildRouteMap,
  EnumValidationError,
  help,
  text_en,
  version,
} from '@stricli/core';
import packageFile from '../package.json' with { type: 'json' };
import { auditListCommand } from './commands/audit-list.ts';
import { batchesListCommand } from './commands/batches-list.ts';
import { batchesSubmitCommand } from './commands/batches-submit.ts';
import { databasesListCommand } from './commands/catalog/databases-list.ts';
import { tablesExportCommand } from './commands/catalog/tables-export.ts';
import { tablesGetCommand } from './commands/catalog/tables-get.ts';
import { tablesImportCommand } from './commands/catalog/tables-import.ts';
import { tablesListCommand } from './commands/catalog/tables-list.ts';
import { tablesPreviewCommand } from './commands/catalog/tables-preview.ts';
import { completionCommand } from './commands/completion.ts';
import { eventsFollowCommand } from './commands/events-follow.ts';
import { filesGetCommand } from './commands/files/files-get.ts';
import { filesListCommand } from './commands/files/files-list.ts';
import { filesPutCommand } from './commands/files/files-put.ts';
import { filesRemoveCommand } from './commands/files/files-remove.ts';
import { jobsExportCommand } from './commands/jobs-export.ts';
import { cancelCommand } from './commands/cancel-command.ts';
import { getCommand } from './commands/get-command.ts';
import { jobsListCommand } from './commands/jobs-list.ts';
import { logsCommand } from './commands/logs-command.ts';
import { receiptCommand } from './commands/receipt-command.ts';
import { jobsResultCommand } from './commands/jobs-result.ts';
import { waitCommand } from './commands/wait-command.ts';
import { loginCommand } from './commands/login.ts';
import { logoutCommand } from './commands/logout.ts';
import { profilesListCommand } from './commands/profiles-list.ts';
import { queuesCreateCommand } from './commands/queues-create.ts';
import { queuesDeleteCommand } from './commands/queues-delete.ts';
import { queuesGetCommand } from './commands/queues-get.ts';
import { queuesGrantCommand, queuesRevokeCommand } from './commands/queues-grant.ts';
import { queuesGrantsCommand } from './commands/queues-grants.ts';
import { queuesRestartCommand } from './commands/queues-restart.ts';
import { queuesTopCommand } from './commands/queues-top.ts';
import { queuesUpdateCommand } from './commands/queues-update.ts';
import { queuesListCommand } from './commands/queues-list.ts';
import { quotasCommand } from './commands/quotas.ts';
import { serverRoutes } from './commands/server/server-routes.ts';
import { resourcesDeleteCommand } from './commands/resources/resources-delete.ts';
import { resourcesGetCommand } from './commands/resources/resources-get.ts';
import { resourcesGiveCommand } from './commands/resources/resources-give.ts';
import { resourcesListCommand } from './commands/resources/resources-list.ts';
import { resourcesPutCommand } from './commands/resources/resources-put.ts';
import { sessionsCloseCommand } from './commands/sessions-close.ts';
import { sessionsCreateCommand } from './commands/sessions-create.ts';
import { sessionsEventsCommand } from './commands/sessions-events.ts';
import { sessionsExecCommand } from './commands/sessions-exec.ts';
import { sessionsGetCommand } from './commands/sessions-get.ts';
import { sessionsInterruptCommand } from './commands/sessions-interrupt.ts';
import { sessionsListCommand } from './commands/sessions-list.ts';
import { sessionsReceiptCommand } from './commands/sessions-receipt.ts';
import { sqlCommand } from './commands/sql.ts';
import { templatesDeleteCommand } from './commands/texts/templates-delete.ts';
import { templatesGetCommand } from './commands/texts/templates-get.ts';
import { templatesListCommand } from './commands/texts/templates-list.ts';
import { templatesPutCommand } from './commands/texts/templates-put.ts';
import { variablesDeleteCommand } from './commands/texts/variables-delete.ts';
import { variablesGetCommand } from './commands/texts/variables-get.ts';
import { variablesListCommand } from './commands/texts/variables-list.ts';
import { variablesPutCommand } from './commands/texts/variables-put.ts';
import { describeError } from './describe-error.ts';
import { isClosedPipe } from './output/is-closed-pipe.ts';
import type { SluiceContext } from './sluice-context.ts';

const jobs = buildRouteMap({
  routes: {
    list: jobsListCommand,
    get: getCommand('job'),
    wait: waitCommand('job'),
    cancel: cancelCommand('job'),
    logs: logsCommand('job'),
    result: jobsResultCommand,
    export: jobsExportCommand,
    receipt: receiptCommand('job'),
  },
  docs: { brief: 'List, show, wait for and cancel jobs' },
});

const batches = buildRouteMap({
  routes: {
    submit: batchesSubmitCommand,
    list: batchesListCommand,
    get: getCommand('batch'),
    wait: waitCommand('batch'),
    logs: logsCommand('batch'),
    cancel: cancelCommand('batch'),
    receipt: receiptCommand('batch'),
  },
  docs: { brief: 'Submit programs as batches, read their logs, and stop them to the last child' },
});

const sessions = buildRouteMap({
  routes: {
    list: sessionsListCommand,
    get: sessionsGetCommand,
    create: sessionsCreateCommand,
    exec: sessionsExecCommand,
    interrupt: sessionsInterruptCommand,
    close: sessionsCloseCommand,
    events: sessionsEventsCommand,
    receipt: sessionsReceiptCommand,
  },
  docs: { brief: 'Create, show, use, interrupt and close sessions' },
});

const queues = buildRouteMap({
  routes: {
    list: queuesListCommand,
    get: queuesGetCommand,
    top: queuesTopCommand,
    create: queuesCreateCommand,
    update: queuesUpdateCommand,
    restart: queuesRestartCommand,
    delete: queuesDeleteCommand,
    grants: queuesGrantsCommand,
    grant: queuesGrantCommand,
    revoke: queuesRevokeCommand,
  },
  docs: { brief: 'List, create and change queues, and say who may use them' },
});

const databases = buildRouteMap({
  routes: { list: databasesListCommand },
  docs: { brief: 'List databases' },
});

const tables = buildRouteMap({
  routes: {
    list: tablesListCommand,
    get: tablesGetCommand,
    preview: tablesPreviewCommand,
    import: tablesImportCommand,
    export: tablesExportCommand,
  },
  docs: { brief: 'List and show tables and views, and move them from and to files of buckets' },
});

const files = buildRouteMap({
  routes: {
    put: filesPutCommand,
    get: filesGetCommand,
    ls: filesListCommand,
    rm: filesRemoveCommand,
  },
  docs: { brief: "Put, fetch, list and delete files of the project's buckets" },
});

const resources = buildRouteMap({
  routes: {
    list: resourcesListCommand,
    get: resourcesGetCommand,
    put: resourcesPutCommand,
    give: resourcesGiveCommand,
    delete: resourcesDeleteCommand,
  },
  docs: { brief: 'Give files of buckets names, by which batches find them' },
});

const templates = buildRouteMap({
  routes: {
    list: templatesListCommand,
    get: templatesGetCommand,
    put: templatesPutCommand,
    delete: templatesDeleteCommand,
  },
  docs: { brief: 'Keep statements under names, to be used again' },
});

const variables = buildRouteMap({
  routes: {
    list: variablesListCommand,
    get: variablesGetCommand,
    put: variablesPutCommand,
    delete: variablesDeleteCommand,
  },
  docs: { brief: 'Keep values that statements name as {{name}}' },
});

const profiles = buildRouteMap({
  routes: { list: profilesListCommand },
  docs: { brief: 'List what login kept' },
});

const audit = buildRouteMap({
  routes: { list: auditListCommand },
  docs: { brief: 'Show who asked for which change' },
});

const events = buildRouteMap({
  routes: { follow: eventsFollowCommand },
  docs: { brief: 'Follow what happens to jobs' },
});

const root = buildRouteMap({
  routes: {
    sql: sqlCommand,
    jobs,
    batches,
    sessions,
    queues,
    databases,
    tables,
    files,
    resources,
    templates,
    variables,
    audit,
    events,
    quotas: quotasCommand,
    login: loginCommand,
    logout: logoutCommand,
    profiles,
    completion: completionCommand,
    server: serverRoutes,
  },
  docs: { brief: 'Submit SQL jobs to a Sluice gateway, watch them, and stop them for real' },
});

const formatting = {
  caseStyle: 'convert-camel-to-kebab',
  useAliasInUsageLine: true,
  onlyRequiredInUsageLine: true,
} as const;

/** The command `sluice`: its words, and how its errors are told. */
export const application = buildApplication<SluiceContext>(
  root,
  {
    name: 'sluice',
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    localization: {
      text: {
        ...text_en,
        noCommandRegisteredForInput: (input) =>
          `sluice: ${text_en.noCommandRegisteredForInput(input)}`,
        exceptionWhileParsingArguments: describeParseError,
        exceptionWhileRunningCommand: describeRunError,
      },
    },
    determineExitCode: (error) => describeError(error).exitCode,
  },
  {
    help: help({ brief: text_en.briefs.help, defaultForRouteMap: true, formatting }),
    version: version({
      brief: text_en.briefs.version,
      info: { currentVersion: packageFile.version },
    }),
  },
);

/** @throws what is no error to tell a person: the framework would write a line */
function describeRunError(error: unknown): string {
  if (isClosedPipe(error)) throw error;
  return `sluice: ${describeError(error).message}`;
}

function describeParseError(error: unknown): string {
  const reason = error instanceof ArgumentParseError ? error.exception : error;
  return `sluice: ${whereOf(error)}${reason instanceof Error ? reason.message : String(reason)}`;
}

/** Of an argument without a flag the library gives what stands in its place, such as obs://bucket/key. */
function whereOf(error: unknown): string {
  if (error instanceof EnumValidationError) return `--${error.externalFlagName}: `;
  if (!(error instanceof ArgumentParseError)) return '';
  const { externalFlagNameOrPlaceholder: name } = error;
  return /^[a-z-]+$/i.test(name) ? `--${name}: ` : '';
}
