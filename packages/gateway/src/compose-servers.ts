import { setTimeout as pause } from 'node:timers/promises';
import type { ReloadTls } from './admin/verbs/reload-tls.ts';
import { openDialects, openLivy } from './compose-dialects.ts';
import { tlsReloader } from './compose-door.ts';
import type { Config } from './config/config.ts';
import { settings } from './config/settings.ts';
import type { GuardedActions } from './core/actions/guarded-actions.ts';
import { EventStreams } from './dialects/native/event-streams.ts';
import { ApiDescription } from './dialects/native/openapi/api-description.ts';
import { apiPages } from './dialects/native/openapi/api-pages.ts';
import { type AppOptions, buildApp } from './http/build-app.ts';
import { listen } from './system/listen.ts';
import { sluiceVersion } from './system/sluice-version.ts';
import type { TlsCertificate } from './system/tls-certificate.ts';

/** For the answers to who waits for what outlives this gateway. */
const lastAnswersMs = 500;

export interface Servers {
  readonly url: string;
  /** Null where Livy has no port of its own. */
  readonly livyUrl: string | null;
  readonly reloadTls: ReloadTls;
  /** Answers who waits, and ends every connection. */
  close(): Promise<void>;
}

/**
 * Serves all APIs, and Livy on a port of its own where the settings name one.
 * @throws StartError where that cannot be listened on
 */
export async function openServers(
  config: Config,
  actions: GuardedActions,
  door: Omit<AppOptions, 'dialects' | 'pages'>,
  tls: TlsCertificate | null,
): Promise<Servers> {
  const streams = new EventStreams();
  const description = new ApiDescription(sluiceVersion);
  const dialects = openDialects(actions, config, streams, description);
  const app = await buildApp({ ...door, pages: apiPages(description), dialects });
  const pair = tls?.pair ?? null;
  const url = await listen(app, config.door.listen, pair, settings.listen.name);
  const apps = [app];
  let livyUrl: string | null = null;
  if (config.livy.port !== null) {
    const livyApp = await buildApp({ ...door, dialects: [openLivy(actions, config, '')] });
    const place = { host: config.door.listen.host, port: config.livy.port };
    livyUrl = await listen(livyApp, place, pair, settings.livyPort.name);
    apps.push(livyApp);
  }
  const servers = apps.map(({ server }) => server);
  return {
    url,
    livyUrl,
    reloadTls: tlsReloader(servers, tls),
    close: async () => {
      await streams.close();
      const closing = Promise.all(apps.map((each) => each.close()));
      // Who waits for what goes on after this is answered; who reads slowly comes again.
      await Promise.race([closing, pause(lastAnswersMs, null, { ref: false })]);
      for (const server of servers) server.closeAllConnections();
      await closing;
    },
  };
}
