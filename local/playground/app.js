// The page: who signs in, the picker, what is not shown, the developer's view, the data.

import { Refusal, get, send } from "./api.js";
import { DataSection } from "./data.js";
import { developers } from "./developers.js";
import { announce, byId, el, fill } from "./dom.js";
import { hidden } from "./hidden.js";
import { refusalText } from "./object_editor.js";
import { picker } from "./picker.js";
import { NEW_SITUATION, fromQuery, toQuery } from "./situation.js";
import { situationForm } from "./situation_form.js";
import { stories } from "./stories.js";

const state = { start: null, situation: null, answerText: null };

const data = new DataSection(byId("data"), {
  changed: () => refresh(),
  signInAs: (member) => choose({ ...NEW_SITUATION, email: member.email_address }),
});

/** Shows a situation, and makes it the page's URL. */
async function choose(situation) {
  history.pushState(null, "", toQuery(situation));
  await show(situation);
}

async function show(situation) {
  state.situation = situation;
  drawStories();
  await evaluate();
}

function drawStories() {
  fill(byId("stories"), stories(state.start.stories, state.situation.story, (name) => choose({ ...NEW_SITUATION, factors: [], story: name })));
}

/** Asks for the answer to the situation, and shows it with its reasons. */
async function evaluate() {
  byId("main").setAttribute("aria-busy", "true");
  try {
    draw(await send("POST", "evaluations", state.situation));
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    refuse(error);
  } finally {
    byId("main").setAttribute("aria-busy", "false");
  }
}

function draw(evaluation) {
  const { status, text, explanation, situation } = evaluation;
  const body = JSON.parse(text);
  drawForm(situation);
  fill(byId("picker"), picker({ status, body }, explanation));
  fill(
    byId("hidden"),
    explanation ? hidden(explanation, applyRemedy) : el("p", { class: "hint" }, "The session is not valid, so there is nothing to explain."),
  );
  fill(byId("developers"), developers(evaluation, state.start.connections, state.answerText));
  state.answerText = text;
  const shown = body.discovered_organizations?.length ?? 0;
  announce(status === 200 ? `${shown} organizations are shown.` : body.error_message);
}

function refuse(error) {
  drawForm(state.situation);
  fill(byId("picker"), el("div", { role: "alert", class: "problems" }, refusalText(error)));
  [byId("hidden"), byId("developers")].forEach((section) => fill(section, el("p", { class: "hint" }, "There is no answer.")));
  announce(error.message);
}

function drawForm(situation) {
  const form = byId("own");
  const isOpen = form.querySelector("details")?.open ?? !state.situation.story;
  fill(
    form,
    el(
      "details",
      { open: isOpen },
      el("summary", {}, state.situation.story ? "Change this person" : "Your own person"),
      situationForm(situation, choose),
    ),
  );
}

async function applyRemedy(about, remedy, text) {
  await attempt(async () => {
    const { situation } = await send("POST", "remedies", {
      situation: state.situation,
      organization_id: about.organization_id,
      remedy,
      text,
    });
    await refresh(situation);
    announce(`Done: ${text}`);
  });
}

async function undo() {
  await attempt(async () => {
    const { situation } = await send("POST", "undo", {});
    await refresh(situation);
    announce("Undone.");
  });
}

async function attempt(run) {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    announce(error.message);
    fill(byId("notice"), refusalText(error));
    return;
  }
  fill(byId("notice"));
}

/** Reads everything again after a change of the data, for another situation if the change made one necessary. */
async function refresh(situation = state.situation) {
  state.start = await get("start");
  drawUndo();
  if (toQuery(situation) === toQuery(state.situation)) {
    await show(situation);
  } else {
    await choose(situation);
  }
  await data.refresh();
}

function drawUndo() {
  const { undo: change } = state.start;
  fill(
    byId("undo"),
    change && el("button", { type: "button", onclick: undo }, "Undo: ", el("span", {}, change)),
  );
}

function situationOfUrl() {
  const first = state.start.stories[0]?.name;
  return fromQuery(location.search) ?? (first ? { ...NEW_SITUATION, factors: [], story: first } : NEW_SITUATION);
}

addEventListener("popstate", () => show(situationOfUrl()));
state.start = await get("start");
fill(byId("target"), el("code", {}, state.start.url));
drawUndo();
await show(situationOfUrl());
await data.refresh();
document.documentElement.dataset.ready = "true";
