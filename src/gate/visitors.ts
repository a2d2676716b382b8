import type { SessionSight } from "./sessions";

/** A signed-in person, whatever the number of their browsers. Strings as the provider wrote them: `inert` before they are shown. */
export interface Visitor {
  /** Random; for signOut. */
  readonly id: string;
  readonly subject: string;
  readonly email?: string;
  readonly name?: string;
  readonly preferredUsername?: string;
  /** No person: a program with an access token of its own. */
  readonly program?: true;
  readonly signedInAt: number;
  readonly lastSeenAt: number;
  /** Event streams and WebSockets open just now. */
  readonly open: number;
  /** A WebSocket of theirs came through to the gate. */
  readonly webSocket?: true;
}

/** Sessions as people, in the order in which they came. */
export function visitorsOf(sights: readonly SessionSight[]): readonly Visitor[] {
  const visitors = new Map<string, Visitor>();
  for (const { session, lastSeenAt, streams, webSocket } of sights) {
    const { person, visitorId } = session;
    const known = visitors.get(visitorId);
    visitors.set(visitorId, {
      id: visitorId,
      subject: person.subject,
      ...(person.email === undefined ? {} : { email: person.email }),
      ...(person.name === undefined ? {} : { name: person.name }),
      ...(person.preferredUsername === undefined ? {} : { preferredUsername: person.preferredUsername }),
      ...(person.program === true ? { program: true as const } : {}),
      signedInAt: Math.min(session.signedInAt, known?.signedInAt ?? Infinity),
      lastSeenAt: Math.max(lastSeenAt, known?.lastSeenAt ?? 0),
      open: streams + (known?.open ?? 0),
      ...(webSocket || known?.webSocket === true ? { webSocket: true as const } : {}),
    });
  }
  return [...visitors.values()];
}
