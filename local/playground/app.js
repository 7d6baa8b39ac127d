// The page: who signs in, the picker, what is not shown, the developer's view, the data.

import { Refusal, get, send } from "./api.js";
import { attempt, attemptOnce, refusalText } from "./attempt.js";
import { busy } from "./busy.js";
import { DataSection } from "./data.js";
import { developers } from "./developers.js";
import { announce, byId, el, fill } from "./dom.js";
import { hidden, withoutCommands } from "./hidden.js";
import { OwnPerson } from "./own_person.js";
import { picker } from "./picker.js";
import { NEW_SITUATION, fromQuery, nameOf, storyNamed, toQuery } from "./situation.js";
import { stories } from "./stories.js";

const state = {
  /** The first data of the page: the stories, the change that can be undone, the connections. */
  start: null,
  situation: null,
  /** The last answer as `{ text, name }`, with which the next one is compared. */
  previous: null,
  /** The remedy that was just applied, as `{ organizationId, text }`. */
  applied: null,
  /** The number of questions so far. Only the answer to the last one is shown. */
  asked: 0,
};

const person = new OwnPerson(byId("own"), choose);

const data = new DataSection(byId("data"), {
  changed: () => refresh(),
  lastChange: () => state.start.undo?.id,
  undo,
  signInAs: (member) => chooseAndLook({ ...NEW_SITUATION, email: member.email_address }),
  choose: (name) => chooseAndLook(storyNamed(name)),
});

/** Shows a situation, and makes it the page's URL. */
async function choose(situation) {
  history.pushState(null, "", toQuery(situation));
  await show(situation);
}

/** Shows a situation that was chosen far below the picker. */
async function chooseAndLook(situation) {
  await choose(situation);
  byId("picker-section").focus();
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
  person.draw(situation);
  fill(byId("picker"), appliedLine(), picker({ status, body }, explanation, state.applied?.organizationId));
  state.applied = null;
  fill(
    byId("hidden"),
    explanation
      ? hidden(explanation, applyRemedy)
      : el("p", { class: "hint" }, "The session is not valid, so there is nothing to explain."),
  );
  fill(byId("developers"), developers(evaluation, state.start.connections, state.previous));
  state.previous = { text, name: nameOf(situation) };
  announce(status === 200 ? shownText(body.discovered_organizations.length) : body.error_message);
}

function shownText(count) {
  return count === 1 ? "1 organization is shown." : `${count} organizations are shown.`;
}

/** The remedy that made the picker what it is, with a button that undoes it. */
function appliedLine() {
  return (
    state.applied &&
    el(
      "div",
      { class: "report", id: "applied" },
      el("p", {}, state.applied.text),
      el("button", { type: "button", onclick: undo }, "Undo"),
    )
  );
}

function refuse(error) {
  person.draw(state.situation);
  person.refuse(error);
  fill(byId("picker"), refusalText(error));
  [byId("hidden"), byId("developers")].forEach((section) => fill(section, el("p", { class: "hint" }, "There is no answer.")));
  announce(error.message);
}

async function applyRemedy(about, remedy, text) {
  await attemptOnce(byId("notice"), async () => {
    const { situation, notes } = await send("POST", "remedies", {
      situation: state.situation,
      organization_id: about.organization_id,
      remedy,
      text,
    });
    const done = `Done: ${withoutCommands(text)}.`;
    state.applied = { organizationId: about.organization_id, text: [done, ...notes.map((note) => `${note}.`)].join(" ") };
    data.clearMessages();
    await refresh(situation);
    byId("applied")?.querySelector("button").focus();
    announce(done);
  });
}

async function undo() {
  const { id } = state.start.undo;
  await attemptOnce(byId("notice"), async () => {
    data.clearMessages();
    try {
      const { situation } = await send("POST", "undo", { id });
      await refresh(situation ?? state.situation);
    } catch (error) {
      // Another tab has changed the data. The page shows it as it is now.
      await refresh();
      throw error;
    }
    byId("picker-section").focus();
    announce("Undone.");
  });
}

/** Reads everything again after a change of the data, for another situation if the change made one necessary. */
async function refresh(situation = state.situation) {
  state.start = await get("start");
  drawUndo();
  const isGone = situation.story && !state.start.stories.some(({ name }) => name === situation.story);
  const next = isGone ? firstSituation() : situation;
  if (toQuery(next) === toQuery(state.situation)) {
    await show(next);
  } else {
    await choose(next);
  }
  await data.refresh();
}

function drawUndo() {
  const { undo: change } = state.start;
  fill(byId("undo"), change && el("button", { type: "button", onclick: undo }, "Undo: ", el("bdi", {}, change.text)));
}

function firstSituation() {
  const first = state.start.stories[0]?.name;
  return first ? storyNamed(first) : NEW_SITUATION;
}

function situationOfUrl() {
  return fromQuery(location.search) ?? firstSituation();
}

async function begin() {
  state.start = await get("start");
  fill(byId("target"), el("code", {}, state.start.url));
  drawUndo();
  await show(situationOfUrl());
  await data.refresh();
}

addEventListener("popstate", () => show(situationOfUrl()));
await attempt(byId("notice"), begin);
document.documentElement.dataset.ready = "true";
