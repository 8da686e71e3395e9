import type { Session } from '../session/session.ts';
import type { News } from './news.ts';

export type SessionNews = News<Session>;
