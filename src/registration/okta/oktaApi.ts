// Okta's management API as far as a client is made, assigned and taken back. Scopes: okta.apps.manage and okta.groups.read.
import type * as z from "zod";
import { ExpectedError } from "../../base/expectedError";
import { isGone, type AdminCalls } from "../adminCall";
import { groupsSchema, listedApplicationsSchema, oktaId, readApplicationSchema, replaceable, type OktaGroup, type ReadApplication } from "./oktaRecords";

const mostGroups = 100;

export class OktaApi {
  constructor(private readonly calls: AdminCalls) {}

  get host(): AdminCalls["host"] {
    return this.calls.host;
  }

  /**
   * Groups whose name begins with `text`, the first hundred. Not those that Okta fills by itself: "Everyone" names nobody (S27).
   *
   * @throws ExpectedError `registration.*`, as every call here
   */
  async groups(text: string, signal: AbortSignal): Promise<readonly OktaGroup[]> {
    const query = new URLSearchParams({ ...(text !== "" && { q: text }), limit: String(mostGroups) });
    const groups = this.#parsed(groupsSchema, await this.calls.send({ method: "GET", url: this.#at(`/api/v1/groups?${query.toString()}`) }, signal));
    return groups.filter(({ type }) => type !== "BUILT_IN").map(({ id, profile }) => ({ id, name: profile.name, description: profile.description ?? "" }));
  }

  /** @returns its answer, unread: whatever is wrong with it, the application is there */
  create(application: object, signal: AbortSignal): Promise<unknown> {
    return this.calls.send({ method: "POST", url: this.#at("/api/v1/apps?activate=true"), body: application }, signal);
  }

  /** The ids of the applications that bear this marker. @param label under which it is looked for */
  async marked(label: string, marker: string, signal: AbortSignal): Promise<readonly string[]> {
    const query = new URLSearchParams({ q: label, limit: "200" });
    const listed = this.#parsed(listedApplicationsSchema, await this.calls.send({ method: "GET", url: this.#at(`/api/v1/apps?${query.toString()}`) }, signal));
    return listed.filter(({ settings }) => settings?.notes?.admin === marker).map(({ id }) => id);
  }

  async assign(appId: string, groupId: string, signal: AbortSignal): Promise<void> {
    await this.calls.send({ method: "PUT", url: this.#at(`/api/v1/apps/${inPath(appId)}/groups/${inPath(groupId)}`), body: {} }, signal);
  }

  async read(appId: string, signal: AbortSignal): Promise<ReadApplication> {
    return this.#parsed(readApplicationSchema, await this.calls.send({ method: "GET", url: this.#at(`/api/v1/apps/${inPath(appId)}`) }, signal));
  }

  /** @param application as it was read, with other addresses */
  async replace(application: ReadApplication, signal: AbortSignal): Promise<void> {
    const body = Object.fromEntries(replaceable.filter((name) => application[name] !== undefined).map((name) => [name, application[name]]));
    await this.calls.send({ method: "PUT", url: this.#at(`/api/v1/apps/${inPath(application.id)}`), body }, signal);
  }

  /** Only an inactive one can be deleted. One that is gone already is no failure. @returns whether it was still there */
  async remove(appId: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.calls.send({ method: "POST", url: this.#at(`/api/v1/apps/${inPath(appId)}/lifecycle/deactivate`) }, signal);
      await this.calls.send({ method: "DELETE", url: this.#at(`/api/v1/apps/${inPath(appId)}`) }, signal);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  #at(path: string): string {
    return `${this.host.origin}${path}`;
  }

  #parsed<T>(schema: z.ZodType<T>, json: unknown): T {
    const parsed = schema.safeParse(json);
    if (!parsed.success) throw new ExpectedError("registration.answer", { host: this.host.host, status: 200, why: "it has another form" });
    return parsed.data;
  }
}

/** Whatever it is, it stays one segment. */
function inPath(id: string): string {
  if (!oktaId.safeParse(id).success) throw new Error("Not an id of Okta's");
  return id;
}
