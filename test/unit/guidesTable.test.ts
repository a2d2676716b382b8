// docs/guides.md against the product: every place that it names is there, under that name, and no step of the guides is missing.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { commands } from "../../src/contributions";
import { checkIds } from "../../src/diagnostics/checkIds";
import { emptyGuide, type GuideState } from "../../src/presentation/guide/guideState";
import { guidePage } from "../../src/presentation/guide/guidePage";
import { guides } from "../../src/presentation/guide/guides";
import type { GuideStep } from "../../src/presentation/guide/providerGuide";
import { english } from "./presentation/english";

const root = new URL("../../", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), "utf8");
const titles = JSON.parse(read("package.nls.json")) as Readonly<Record<string, string>>;
const sources = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts")).map((name) => read(`src/${name}`)).join("\n");

interface Row {
  readonly step: string;
  readonly where: string;
}

const rows: readonly Row[] = read("docs/guides.md").split("\n").flatMap((line) => {
  const [, step, , where] = /^\| ([OJ][\d.]+) \| (.+?) \| (.+) \|$/.exec(line) ?? [];
  return step !== undefined && where !== undefined ? [{ step, where }] : [];
});

/** What the two guides have a person do: each of their headings with the numbers of its list, lists in lists included. */
const counted = {
  O: { "0": 4, "1": 8, "1.6": 2, "2": 4, "3.1": 4, "3.2": 8, "3.2.7": 4, "4": 4 },
  J: { "0": 4, "1": 6, "2": 2, "3.1": 4, "3.2": 8, "3.2.7": 4, "4": 4 },
} as const;

/** Of the guided page for the guides' two providers: `okta.create.5`, `jumpcloud.result`. */
const guideSteps = new Map<string, GuideStep>(guides.filter(({ kind }) => kind === "okta" || kind === "jumpcloud").flatMap(({ kind, create, result, assign }) => [
  ...create.map((step, index) => [`${kind}.create.${index + 1}`, step] as const),
  [`${kind}.result`, result] as const,
  ...assign.map((step, index) => [`${kind}.assign.${index + 1}`, step] as const),
]));

const state: GuideState = { ...emptyGuide, provider: "okta", place: "ngrok", address: { kind: "known", origin: "https://a.example" } };
const headings = (["me", "other"] as const).flatMap((who) =>
  guidePage({ ...state, who }).blocks.flatMap((block) => (block.kind === "section" ? [english(block.heading).replace(/^\d+\. /, "")] : [])),
);

/** The cell up to the next place that is named, so that what is bold there belongs to this one. */
const steps = /`((?:okta|jumpcloud)\.(?:create\.\d+|result|assign\.\d+))`([^`]*)/g;

describe("the table of the guides' steps", () => {
  it("has every step of both guides once, in their order", () => {
    const expected = Object.entries(counted).flatMap(([guide, lists]) =>
      Object.entries(lists).flatMap(([list, count]) => Array.from({ length: count }, (_, index) => `${guide}${list}.${index + 1}`)),
    );
    assert.deepEqual(rows.map(({ step }) => step).sort(), expected.sort());
    const [...inOrder] = rows.map(({ step }) => step).sort((a, b) => (a[0] === b[0] ? a.localeCompare(b, "en", { numeric: true }) : a[0] === "O" ? -1 : 1));
    assert.deepEqual(rows.map(({ step }) => step), inOrder);
  });

  it("says of every step where it is, or why not", () => {
    for (const { step, where } of rows) {
      const [, other] = /^As ([OJ][\d.]*\d)/.exec(where) ?? [];
      if (other !== undefined) assert.ok(rows.some((row) => row.step === other && !row.where.startsWith("As ")) || rows.some((row) => row.step === other && /`/.test(row.where)), `${step}: ${where}`);
      else assert.ok(where.length >= 8 || (where === "—" && step.endsWith(".1.4")), `${step}: ${where}`);
    }
  });

  it("names steps of the guided page that are there, by words that stand in them, and leaves none of the page's out", () => {
    const named = new Set<string>();
    for (const { step, where } of rows) {
      for (const [, name = "", words = ""] of where.matchAll(steps)) {
        const found = guideSteps.get(name) ?? assert.fail(`${step}: ${name}`);
        named.add(name);
        const bold = [...words.matchAll(/\*\*([^*]+)\*\*/g)].map(([, text]) => text ?? "");
        assert.ok(bold.length > 0, `${step}: ${name} by no word`);
        for (const text of bold) assert.ok(`${found.text} ${found.note ?? ""}`.includes(`**${text}**`) || found.text.includes(text), `${step}: "${text}" is not in ${name}: ${found.text}`);
      }
    }
    assert.deepEqual([...guideSteps.keys()].filter((name) => !named.has(name)), []);
  });

  it("names headings of the guided page as they are", () => {
    const named = rows.flatMap(({ where }) => [...where.replace(/\*\*[^*]+\*\*/g, "").matchAll(/\*([^*]+)\*/g)].map(([, heading]) => heading ?? ""));
    assert.ok(named.length > 5);
    assert.deepEqual(named.filter((heading) => !headings.includes(heading)), []);
  });

  it("names commands by their titles", () => {
    const ids = new Map(Object.entries(commands).map(([name, id]) => [id as string, titles[`command.${name}.title`]]));
    let count = 0;
    for (const { step, where } of rows) {
      for (const [, title, id = ""] of where.matchAll(/(?:\*\*([^*]+)\*\* \()?`(portcullis\.[^`]+)`/g)) {
        count += 1;
        assert.equal(title, ids.get(id) ?? `there is no ${id}`, step);
      }
    }
    assert.ok(count > 10);
  });

  it("names checks of Test SSO by their ids", () => {
    const named = rows.flatMap(({ where }) => [...where.matchAll(/`check ([^`]+)`/g)].map(([, id]) => id ?? ""));
    assert.ok(named.length > 10);
    assert.deepEqual(named.filter((id) => !(checkIds as readonly string[]).includes(id)), []);
  });

  it("quotes what stands on the screen as the product says it", () => {
    const quoted = rows.flatMap(({ where }) => [...where.matchAll(/“([^”]+)”/g)].map(([, text]) => text ?? ""));
    assert.ok(quoted.length > 5);
    assert.deepEqual(quoted.filter((text) => !sources.includes(`"${text}"`)), []);
  });
});
