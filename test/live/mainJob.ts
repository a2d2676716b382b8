// The promise itself: an app is shared, a stranger is turned away, one person comes in, another does not, and after the stop nobody does.
import type { Live } from "./live";
import { shared, type Shared, type ShareWanted } from "./shared";
import { other, person } from "./signIn";
import { skipsInterstitial, statusText } from "./stranger";

/** @param leaveOut makes somebody who may not come in, and returns what they met */
export function mainJob(live: Live, wanted: ShareWanted, leaveOut: (shared: Shared, admitted: Awaited<ReturnType<typeof comeIn>>) => Promise<string>): Promise<string> {
  return shared(live, wanted, async (share) => {
    const { registry, spec, address } = share;
    // Known only now, and asked for only by whoever signs in.
    live.site.provider.redirectUris.add(`${address}/.portcullis/callback`);
    const unseen = live.site.newPath();
    const stranger = await live.visitor().fetch(`${address}${unseen}`, { headers: skipsInterstitial });
    if (live.site.seen(unseen).length > 0) throw new Error("a stranger's request came to the app");
    const admitted = await comeIn(live, address, person);
    if (admitted.visit.body !== live.site.greeting) throw new Error(`whoever may come in met ${statusText(admitted.visit)}`);
    const turnedAway = await leaveOut(share, admitted);
    await registry.stop(spec.id);
    const after = live.site.newPath();
    const gone = await admitted.visitor.fetch(`${address}${after}`, { headers: skipsInterstitial });
    if (live.site.seen(after).length > 0) throw new Error("the app was reached after the stop");
    return `yes: proven at ${address}, a stranger met ${statusText(stranger)}, ${person.name} came in, ${turnedAway}; after the stop ${statusText(gone)}`;
  });
}

/** Opens a path of the app and signs in as the provider sees fit. */
export async function comeIn(live: Live, address: string, as: typeof person) {
  const { provider } = live.site;
  const path = live.site.newPath();
  const visitor = live.visitor();
  provider.person = as;
  try {
    return { visitor, path, visit: await visitor.navigate(`${address}${path}`, { headers: skipsInterstitial }) };
  } finally {
    provider.person = undefined;
  }
}

export async function someoneElse(live: Live, address: string): Promise<string> {
  const { visit, path } = await comeIn(live, address, other);
  if (live.site.seen(path).length > 0) throw new Error("whoever is left out came to the app");
  return `${other.name} met ${statusText(visit)}`;
}
