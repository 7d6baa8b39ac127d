// The page: who signs in, the picker, what is not shown, the developer's view, the data.

import { Refusal, get, send } from "./api.js";
import { busy } from "./busy.js";
import { DataSection } from "./data.js";
import { developers } from "./developers.js";
import { announce, byId, el, fill } from "./dom.js";
import { hidden } from "./hidden.js";
import { picker } from "./picker.js";
import { refusalText } from "./refusal_text.js";
import { NEW_SITUATION, fromQuery, storyNamed, toQuery } from "./situation.js";
import { situationForm } from "./situation_form.js";
import { stories } from "./stories.js";

const state = {
  /** What the data interface returns first: the stories, the change that can be undone, the connections. */
  start: null,
  situation: null,
  /** The text of the last answer, with which the next one is compared. */
  answerText: null,
  /** The number of questions so far. Only the answer to the last one is shown. */
  asked: 0,
};

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
  await busy(evaluate);
}

function drawStories() {
  const section = byId("stories");
  const hadFocus = section.contains(document.activeElement);
  fill(
    section,
    stories(state.start.stories, state.situation.story, (name) => choose(storyNamed(name))),
  );
  const selected = section.querySelector("[aria-current]");
  if (selected) {
    // On a narrow screen, the stories are a row that scrolls.
    const list = section.firstElementChild;
    list.scrollLeft = selected.offsetLeft - list.offsetLeft;
  }
  if (hadFocus) {
    selected?.focus();
  }
}

/** Asks for the answer to the situation, and shows it with its reasons. */
async function evaluate() {
  state.asked += 1;
  const question = state.asked;
  let drawResult;
  try {
    const evaluation = await send("POST", "evaluations", state.situation);
    drawResult = () => draw(evaluation);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    drawResult = () => refuse(error);
  }
  if (question === state.asked) {
    drawResult();
  }
}

function draw(evaluation) {
  const { status, text, explanation, situation } = evaluation;
  const body = JSON.parse(text);
  drawForm(situation);
  fill(byId("picker"), picker({ status, body }, explanation));
  fill(
    byId("hidden"),
    explanation
      ? hidden(explanation, applyRemedy)
      : el("p", { class: "hint" }, "The session is not valid, so there is nothing to explain."),
  );
  fill(byId("developers"), developers(evaluation, state.start.connections, state.answerText));
  state.answerText = text;
  announce(status === 200 ? shownText(body.discovered_organizations.length) : body.error_message);
}

function shownText(count) {
  return count === 1 ? "1 organization is shown." : `${count} organizations are shown.`;
}

function refuse(error) {
  drawForm(state.situation);
  fill(byId("picker"), el("div", { class: "problems" }, refusalText(error)));
  [byId("hidden"), byId("developers")].forEach((section) => fill(section, el("p", { class: "hint" }, "There is no answer.")));
  announce(error.message);
}

function drawForm(situation) {
  const section = byId("own");
  const hadFocus = section.contains(document.activeElement);
  const isOpen = section.querySelector("details")?.open ?? !state.situation.story;
  fill(
    section,
    el(
      "details",
      { open: isOpen },
      el("summary", {}, state.situation.story ? "Change this person" : "Your own person"),
      situationForm(situation, choose),
    ),
  );
  if (hadFocus) {
    section.querySelector("button[type=submit]").focus();
  }
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
    byId("undo").querySelector("button")?.focus();
    announce(`Done: ${text}`);
  });
}

async function undo() {
  await attempt(async () => {
    const { situation } = await send("POST", "undo", {});
    await refresh(situation ?? state.situation);
    byId("picker-section").focus();
    announce("Undone.");
  });
}

async function attempt(run) {
  fill(byId("notice"));
  try {
    await busy(run);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    fill(byId("notice"), refusalText(error));
  }
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
  fill(byId("undo"), change && el("button", { type: "button", onclick: undo }, "Undo: ", el("bdi", {}, change)));
}

function situationOfUrl() {
  const first = state.start.stories[0]?.name;
  return fromQuery(location.search) ?? (first ? storyNamed(first) : NEW_SITUATION);
}

async function begin() {
  state.start = await get("start");
  fill(byId("target"), el("code", {}, state.start.url));
  drawUndo();
  await show(situationOfUrl());
  await data.refresh();
}

addEventListener("popstate", () => show(situationOfUrl()));
await attempt(begin);
document.documentElement.dataset.ready = "true";
