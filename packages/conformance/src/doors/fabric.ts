import { Type } from 'typebox';
import type { HttpClient } from '../http/http-client.ts';
import { readAnswer } from '../http/read-answer.ts';
import type { Door, SessionState, Sessions } from './door.ts';
import { toFabricCancelAnswer } from './fabric-answers.ts';
import { fabricStatements } from './fabric-statements.ts';

/** What a caller of Fabric has to say beside his credential. */
export interface FabricPlace {
  readonly workspaceId: string;
  readonly endpointId: string;
  readonly catalog: string;
}

/** DataArts Fabric SQL, v1 (fabric-api.md). */
export function openFabricDoor(http: HttpClient, place: FabricPlace): Door {
  return { jobs: null, sessions: fabricSessions(http, place), batches: null };
}

const Session = Type.Object({ session_id: Type.String(), status: Type.String() });

function fabricSessions(http: HttpClient, place: FabricPlace): Sessions {
  const base = `/v1/workspaces/${place.workspaceId}/sessions`;
  return {
    unknownId: '00000000-0000-4000-8000-000000000000',
    isServed: async () => (await http.call('GET', `${base}?limit=1`)).status === 200,
    async open() {
      const answer = await http.call('POST', base, {
        endpoint_id: place.endpointId,
        lake_formation_config: { instance_id: 'default', catalog: place.catalog },
        // Asynchronous, so that a session can be closed while it starts; 300 s is the least.
        wait_timeout: 300,
      });
      return readAnswer('a session was asked for', answer, Session).session_id;
    },
    openWithHeartbeat: null,
    openWithIdleLimit: null,
    async state(id): Promise<SessionState> {
      const answer = await http.call('GET', `${base}/${id}`);
      if (answer.status === 404) return { status: 'unknown', word: '404' };
      return sessionState(readAnswer('a session was looked at', answer, Session).status);
    },
    close: async (id) => toFabricCancelAnswer(await http.call('DELETE', `${base}/${id}`)),
    lane: (id) => fabricStatements(http, base, id),
  };
}

function sessionState(word: string): SessionState {
  switch (word) {
    case 'WAITING':
    case 'CREATING':
      return { status: 'starting', word };
    case 'RUNNING':
      return { status: 'open', word };
    case 'CLOSED':
    case 'FAIL':
      return { status: 'ended', word };
    default:
      throw new Error(`a session has no status "${word}"`);
  }
}

const Workspaces = Type.Object({ workspaces: Type.Array(Type.Object({ id: Type.String() })) });
const Endpoints = Type.Object({
  endpoints: Type.Array(Type.Object({ id: Type.String(), type: Type.String() })),
});

/** The first workspace, and its first endpoint for SQL, where none was named. */
export async function findFabricPlace(
  http: HttpClient,
  named: { workspace: string | null; endpoint: string | null; catalog: string },
): Promise<FabricPlace> {
  const workspaceId = named.workspace ?? (await firstWorkspace(http));
  const endpointId = named.endpoint ?? (await firstEndpoint(http, workspaceId));
  return { workspaceId, endpointId, catalog: named.catalog };
}

async function firstWorkspace(http: HttpClient): Promise<string> {
  const answer = await http.call('GET', '/v1/workspaces');
  const [first] = readAnswer('the workspaces were asked for', answer, Workspaces).workspaces;
  if (!first) throw new Error('the server has no workspace: name one with --workspace');
  return first.id;
}

async function firstEndpoint(http: HttpClient, workspaceId: string): Promise<string> {
  const answer = await http.call('GET', `/v1/workspaces/${workspaceId}/endpoints?type=sql`);
  const { endpoints } = readAnswer('the endpoints were asked for', answer, Endpoints);
  const found = endpoints.find(({ type }) => type === 'sql');
  if (!found) throw new Error('the workspace has no endpoint for SQL: name one with --endpoint');
  return found.id;
}
