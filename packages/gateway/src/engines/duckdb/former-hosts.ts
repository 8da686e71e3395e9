import type { JobId } from '../../core/job/job.ts';
import { jobOfPart } from '../../core/job/part-id.ts';
import { adoptHost, heldByFormer } from './adopt-host.ts';
import type { DuckdbSettings } from './duckdb-settings.ts';
import type { FormerFate } from './former-fate.ts';
import { FormerHost } from './former-host.ts';
import type { HostRoom } from './host-room.ts';
import { removePath } from './path-release.ts';
import { type HostNews, nameOf, type ProjectHost } from './project-host.ts';
import { projectsIn, ProjectPlaces } from './project-places.ts';

const answerMs = 10_000;

/** Who hears what becomes of them. */
interface Told {
  /** It lives, and is this gateway's: its memory counts until it is gone. */
  taken(projectId: string, host: ProjectHost, bytes: number): void;
  /** @param host null: none lives any more */
  settled(projectId: string, host: ProjectHost | null): void;
}

/** The hosts that an earlier gateway left, until each is adopted or gone. */
export class FormerHosts {
  readonly #settings: Pick<DuckdbSettings, 'dataDir' | 'formerHost'>;
  readonly #room: HostRoom;
  readonly #news: HostNews;
  readonly #told: Told;
  readonly #former = new Map<string, FormerHost>();
  /** Of those that are gone: what is to be read of them in receipts; by project. */
  readonly #readouts = new Map<string, string>();

  constructor(
    settings: Pick<DuckdbSettings, 'dataDir' | 'formerHost'>,
    room: HostRoom,
    news: HostNews,
    told: Told,
  ) {
    this.#settings = settings;
    this.#room = room;
    this.#news = news;
    this.#told = told;
  }

  /**
   * Adopts every one that is there.
   * @param live what is not among them is nobody's: its ending is forgotten, its statement stopped
   */
  lead(leaseToken: number, live: ReadonlySet<JobId>): void {
    for (const projectId of projectsIn(this.#settings.dataDir)) {
      const former = new FormerHost(() => this.#adopt(projectId, leaseToken, live));
      this.#former.set(projectId, former);
      // Whoever wants that project's host is told what hinders it.
      former.adopted().catch(() => {});
    }
  }

  of(projectId: string): FormerHost | undefined {
    return this.#former.get(projectId);
  }

  get projects(): Iterable<string> {
    return this.#former.keys();
  }

  /** The tries that are under way. */
  get adopting(): readonly Promise<ProjectHost | null>[] {
    return [...this.#former.values()].flatMap((former) => former.adopting ?? []);
  }

  /** What the process table says of one that was not adopted. */
  readoutOf(projectId: string): string | null {
    return this.#readouts.get(projectId) ?? null;
  }

  async #adopt(
    projectId: string,
    leaseToken: number,
    live: ReadonlySet<JobId>,
  ): Promise<ProjectHost | null> {
    const host = await this.#takeFormer(projectId, leaseToken, live);
    this.#former.delete(projectId);
    this.#told.settled(projectId, host);
    return host;
  }

  /** One that does not say what it has is ended, as one that does not answer at all is. */
  async #takeFormer(
    projectId: string,
    leaseToken: number,
    live: ReadonlySet<JobId>,
  ): Promise<ProjectHost | null> {
    const places = new ProjectPlaces(this.#settings.dataDir, projectId);
    // A gateway died while a host was replaced: whom it had saved is lost by now, or restored.
    await removePath(places.savedDir).catch(() => {});
    const bytes = heldByFormer(places);
    this.#room.hold(bytes);
    const fate = await adoptHost(places, leaseToken, this.#news).catch((error: unknown) => {
      this.#room.giveBack(bytes);
      throw error;
    });
    if (fate.kind !== 'adopted') {
      this.#room.giveBack(bytes);
      this.#noteFate(projectId, fate);
      return null;
    }
    const { host } = fate;
    this.#told.taken(projectId, host, bytes);
    try {
      await dropStrays(host, live);
      this.#noteFate(projectId, fate);
      return host;
    } catch (error) {
      await host.kill();
      this.#noteFate(projectId, {
        kind: 'ended',
        identity: host.identity,
        why: (error as Error).message,
      });
      return null;
    }
  }

  /** Called once its process is seen to be gone, or to be this gateway's. */
  #noteFate(projectId: string, fate: FormerFate): void {
    const { formerHost } = this.#settings;
    switch (fate.kind) {
      case 'none':
        return;
      case 'adopted':
        return formerHost({ projectId, pid: fate.host.identity.pid, endedFor: null });
      case 'died':
        this.#readouts.set(projectId, `${nameOf(fate.identity)}: gone`);
        return;
      case 'ended': {
        const { identity, why } = fate;
        this.#readouts.set(
          projectId,
          `${nameOf(identity)}: gone, killed by the gateway that came after its own (${why})`,
        );
        return formerHost({ projectId, pid: identity.pid, endedFor: why });
      }
    }
  }
}

/** What no live job wants: an ending that is durable already, or a statement that nobody waits for. */
async function dropStrays(host: ProjectHost, live: ReadonlySet<JobId>): Promise<void> {
  const { operations, ended } = await host.call({ op: 'look' }, answerMs);
  host.forget(ended.filter((jobId) => !live.has(jobOfPart(jobId))));
  for (const jobId of operations) {
    if (!live.has(jobOfPart(jobId))) await host.call({ op: 'interrupt', jobId }, answerMs);
  }
}
