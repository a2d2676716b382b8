// Under `edge` the redirects are followed by hand: how far, and what a hop says that leads nowhere.
import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { prove, type Proof, type ProofExtent } from "../../../src/shares/proof";
import { edgeCallback } from "../../../src/shares/proofVerdict";

const authorizationEndpoint = "https://idp.example/authorize";
const signIn = `${authorizationEndpoint}?${new URLSearchParams({ client_id: "client", redirect_uri: edgeCallback }).toString()}`;

interface Hop {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Every request is led to /1; from there the hops are as given. */
async function provedWith(hops: Readonly<Record<string, Hop>>, extent?: ProofExtent): Promise<{ proof: Proof; paths: ReadonlySet<string>; asked: readonly string[] }> {
  const paths = new Set<string>();
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    paths.add(request.url!);
    if (request.url !== "/1") asked.push(`${request.method} ${request.headers["sec-fetch-mode"]} ${request.url === "/" ? "/" : "deep"}`);
    const { status, headers } = hops[request.url!] ?? { status: 302, headers: { location: "/1" } };
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  try {
    const publicOrigin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const witness = { expect: () => Promise.resolve({}), collect: () => Promise.resolve([]) };
    const proof = await prove({ publicOrigin, authorizationEndpoint, enforcement: "edge", clientId: "client", rootCertificates: undefined, witness }, new AbortController().signal, extent);
    return { proof, paths, asked };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const to = (location: string): Hop => ({ status: 302, headers: { location } });

describe("what is asked", () => {
  const hops = { "/1": { status: 302, headers: { location: signIn } } };

  it("before an address is shown: every kind of request, on / and on a deep path", async () => {
    const { proof, asked } = await provedWith(hops);
    assert.equal(proof.kind, "held");
    assert.equal(new Set(asked).size, 10);
  });

  it("of a live share: / as a browser opens it, and now this, now that of the others", async () => {
    const others = new Set<string>();
    for (let turn = 0; turn < 40 || others.size < 3; turn += 1) {
      const { proof, asked } = await provedWith(hops, "sample");
      assert.equal(proof.kind, "held");
      assert.equal(asked.length, 2);
      assert.ok(asked.includes("GET navigate /"));
      for (const one of asked) if (one !== "GET navigate /") others.add(one);
    }
  });

  it("a live share that answers a stranger is found at once", async () => {
    assert.equal((await provedWith({ "/": { status: 200 } }, "sample")).proof.kind, "disproved");
  });
});

describe("the redirects of the edge", () => {
  it("that end at the provider's own sign-in hold", async () => {
    assert.equal((await provedWith({ "/1": to("/2"), "/2": to(signIn) })).proof.kind, "held");
  });

  const inconclusive: Record<string, Hop> = {
    "a hop that is down": { status: 503 },
    "a hop with an ngrok error page": { status: 404, headers: { "ngrok-error-code": "ERR_NGROK_3200" } },
  };
  for (const [what, hop] of Object.entries(inconclusive)) {
    it(`${what} is inconclusive: a share is not closed for it`, async () => {
      assert.equal((await provedWith({ "/1": hop })).proof.kind, "inconclusive");
    });
  }

  const disproved: Record<string, Hop> = {
    "a page instead of a redirect": { status: 200 },
    "another site": to("https://idp.example.evil.example/authorize"),
    "a host that only begins like ngrok's": to("https://ngrok.com.evil.example/x"),
    "ngrok's host without TLS": to("http://idp.ngrok.com/x"),
    "the provider's host, but not its sign-in": to("https://idp.example/elsewhere?client_id=client"),
    "credentials in front of another host": to("https://idp.example@evil.example/authorize"),
  };
  for (const [what, hop] of Object.entries(disproved)) {
    it(`${what} disproves`, async () => {
      assert.equal((await provedWith({ "/1": hop })).proof.kind, "disproved");
    });
  }

  it("are followed three times and no further", async () => {
    const { proof, paths } = await provedWith({ "/1": to("/2"), "/2": to("/3"), "/3": to("/4"), "/4": to(signIn) });
    assert.equal(proof.kind, "disproved");
    assert.ok(paths.has("/3") && !paths.has("/4"));
  });
});
