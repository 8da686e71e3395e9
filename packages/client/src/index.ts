export type {
  AuditEntry,
  AuditList,
  AuditOutcome,
  AuditQuery,
  BatchOrder,
  BucketFile,
  BulkCancelLine,
  BulkCancelSummary,
  CheckOrder,
  ClientLease,
  Column,
  Database,
  DatabaseList,
  Ending,
  ExportOrder,
  FileList,
  FileListQuery,
  GrantOrder,
  ImportOrder,
  Job,
  JobEvent,
  JobError,
  JobList,
  JobListQuery,
  JobStatus,
  LogPiece,
  LogStream,
  NamedPageQuery,
  ParameterValues,
  Privilege,
  Problem,
  ProblemCode,
  PutFile,
  Queue,
  QueueHolder,
  QueueChange,
  QueueListQuery,
  QueueOrder,
  Quota,
  Receipt,
  Resource,
  ResourceGroup,
  ResourceGroupList,
  ResourceList,
  ResourceListQuery,
  ResourceQuery,
  ResourcesOrder,
  ResultExportOrder,
  Session,
  SessionEvent,
  SessionList,
  SessionListQuery,
  SessionOrder,
  SessionReceipt,
  SessionStatus,
  SplitOrder,
  SplitSql,
  SqlCheck,
  StatementList,
  StatementListQuery,
  StatementsOrder,
  SubmitOrder,
  Table,
  TableEntry,
  TableList,
  Tag,
  Template,
  TemplateList,
  TemplateListQuery,
  TemplateOrder,
  Variable,
  VariableList,
  VariableOrder,
  Whoami,
} from '@sluice/protocol';
export { AbortedError } from './errors/aborted-error.ts';
export { ConnectionError } from './errors/connection-error.ts';
export { ProblemError } from './errors/problem-error.ts';
export { StoppedError } from './errors/stopped-error.ts';
export { TimeoutError } from './errors/timeout-error.ts';
export { UnexpectedAnswerError } from './errors/unexpected-answer-error.ts';
export type { CancelByKeyVerdict, CancelOptions, CancelVerdict } from './cancel-job.ts';
export type { CancelledMatching, JobMatch, MatchingJobs } from './cancel-matching.ts';
export type { CloseVerdict } from './close-session.ts';
export type { ExactValue } from './exact-json.ts';
export { type EndedJob, hasEnded } from './has-ended.ts';
export {
  type Download,
  type DownloadForm,
  downloadForms,
  type DownloadOptions,
} from './download-result.ts';
export type { Result, ResultOptions, Row } from './read-result.ts';
export { type CallOptions, type ClientSettings, SluiceClient } from './sluice-client.ts';
export { BatchesClient, type LogOptions } from './batches-client.ts';
export type { RunOptions, StopVerdict } from './run-job.ts';
export { SessionsClient } from './sessions-client.ts';
export { CatalogClient } from './catalog-client.ts';
export { FilesClient, type OpenedFile } from './files-client.ts';
export { ResourcesClient } from './resources-client.ts';
export { type SavedTexts, SavedTextsClient } from './saved-texts-client.ts';
export { TransfersClient } from './transfers-client.ts';
export type { PutOptions } from './put-file.ts';
export { type SubmitOptions, newKey } from './submit-job.ts';
export type { SessionWaitOptions } from './wait-for-session.ts';
export type { Awaited, WaitOptions } from './wait-for-job.ts';
export type { Followed, FollowOptions } from './follow-events.ts';
