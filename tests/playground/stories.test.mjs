// Every story shows exactly the organizations of the endpoint's answer.

import assert from "node:assert/strict";
import { ask, hiddenIds, idsOf, onPage, open, settled, shownIds } from "./browser.mjs";

/** The steps of each organization, as the person sees them. */
const STEPS = {
  consultant: ["Acme: Continue", "Globex: Continue", "Initech: Second factor authenticator app"],
  "not-shown": [],
  "member-session": ["Acme: Continue", "Globex: Continue", "Initech: Second factor authenticator app"],
  "invited-newcomer": ["Acme: Accept invitation"],
  "eligible-by-domain": ["Acme: Join"],
  "eligible-by-slack": ["Globex: Join"],
  "github-unproven": ["Globex: Verify your email or sign in with Google, or sign in with Microsoft"],
  "mfa-required": ["Initech: Second factor code to XXXXXXX1234"],
  "every-field": ["Umbrella: Continue"],
  "tied-to-globex": ["Globex: Accept invitation"],
  expired: [],
};

async function steps(page) {
  return page.locator("#cards > li").evaluateAll((cards) =>
    cards.map((card) => {
      const texts = [...card.querySelectorAll(".step")].map((step) => [...step.childNodes].map((n) => n.textContent).join(" "));
      return `${card.querySelector("h4").textContent}: ${texts.join(", ")}`;
    }),
  );
}

function credentialOf({ kind, intermediate_session_token, session_token }) {
  return kind === "member" ? { session_token } : { intermediate_session_token };
}

onPage("every story shows the organizations of the answer", async (page, local) => {
  assert.deepEqual(
    local.sessions.map(({ name }) => name),
    Object.keys(STEPS),
  );
  for (const session of local.sessions) {
    await page.locator("#stories a", { has: page.getByText(session.name, { exact: true }) }).click();
    await settled(page);
    const answer = await ask(local, credentialOf(session));
    assert.deepEqual(await shownIds(page), idsOf(answer), session.name);
    assert.deepEqual(await steps(page), STEPS[session.name], session.name);
    const shown = new Set(idsOf(answer));
    assert.ok(
      (await hiddenIds(page)).every((id) => !shown.has(id)),
      session.name,
    );
    assert.equal(await page.locator("#stories [aria-current]").count(), 1);
    assert.equal(new URL(page.url()).search, `?story=${session.name}`);
  }
  assert.match(await page.locator("#picker").innerText(), /Please sign in again/);
});

onPage("shared URL shows the same story", async (page, local) => {
  await open(page, local, "?story=eligible-by-slack");
  const [id] = idsOf(await ask(local, { intermediate_session_token: "demo-eligible-by-slack-00000000000000000000=" }));
  assert.deepEqual(await shownIds(page), [id]);
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.deepEqual(await shownIds(page), [id]);
});

onPage("back and forward show earlier stories", async (page) => {
  const first = await shownIds(page);
  await page.getByRole("link", { name: "invited-newcomer" }).click();
  await settled(page);
  const second = await shownIds(page);
  assert.notDeepEqual(second, first);
  await page.goBack();
  await page.waitForFunction((count) => document.querySelectorAll("#cards > li").length === count, first.length);
  assert.deepEqual(await shownIds(page), first);
  await page.goForward();
  await page.waitForFunction((count) => document.querySelectorAll("#cards > li").length === count, second.length);
  assert.deepEqual(await shownIds(page), second);
});

onPage(
  "person without organizations sees the empty state",
  async (page) => {
    assert.match(await page.locator("#picker").innerText(), /You do not belong to an organization yet/);
  },
  { query: "?story=not-shown" },
);

onPage(
  "unknown story of a shared URL is explained",
  async (page) => assert.match(await page.locator("#picker").innerText(), /the data has no session gone/),
  { query: "?story=gone", refusals: 1 },
);

onPage("only the answer to the last question is shown", async (page) => {
  await page.route("**/evaluations", async (route) => {
    const isFirst = route.request().postData().includes("invited-newcomer");
    await new Promise((resolve) => setTimeout(resolve, isFirst ? 500 : 0));
    await route.continue();
  });
  await page.getByRole("link", { name: "invited-newcomer" }).click();
  await page.getByRole("link", { name: "not-shown" }).click();
  await settled(page);
  assert.deepEqual(await shownIds(page), []);
});
