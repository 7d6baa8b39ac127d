// For developers: the answer, the request in each language, the session's item, the log line and the reads.

import { codeBlock } from "./code_block.js";
import { el } from "./dom.js";
import { jsonView } from "./json_view.js";
import { tabs } from "./tabs.js";

let [selectedTab, selectedLanguage, selectedWriter] = [0, 0, 0];

/**
 * Returns the section. `connections` has the code that connects other programs. `previous` is the answer before as `{ text, name }`,
 * or null.
 */
export function developers(evaluation, connections, previous) {
  return tabs(
    "For developers",
    [
      { label: "Answer", content: () => answer(evaluation, previous) },
      { label: "Request", content: () => request(evaluation) },
      { label: "Session", content: () => session(evaluation) },
      { label: "Reads", content: () => reads(evaluation) },
      { label: "Log line", content: () => logLine(evaluation) },
      { label: "Connect", content: () => connect(connections) },
    ],
    selectedTab,
    (index) => (selectedTab = index),
  );
}

function answer({ status, text }, previous) {
  const { view, changed, removed } = jsonView(text, previous?.text ?? null);
  const fold = (open) => view.querySelectorAll("details").forEach((details) => (details.open = open));
  return [
    el("p", {}, `Status ${status}. `, previous && differences(changed, removed, previous.name)),
    el(
      "div",
      { class: "actions" },
      el("button", { type: "button", class: "quiet", onclick: () => fold(true) }, "Unfold all"),
      el("button", { type: "button", class: "quiet", onclick: () => fold(false) }, "Fold all"),
    ),
    view,
    removed.length > 0 &&
      el(
        "details",
        {},
        el("summary", {}, `No longer in the answer: ${counted(removed.length, "value")}`),
        el(
          "ul",
          {},
          removed.map((path) => el("li", {}, el("code", {}, path))),
        ),
      ),
  ];
}

function differences(changed, removed, name) {
  if (changed === 0 && removed.length === 0) {
    return `Equal to the answer before (${name}).`;
  }
  return `Compared with the answer before (${name}): ${counted(changed, "value")} new or different (marked), ${counted(removed.length, "value")} removed.`;
}

function counted(count, noun) {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function request({ snippets }) {
  return tabs(
    "Language",
    snippets.map(({ label, install, code }) => ({
      label,
      content: () => [install && codeBlock(`${label}: install`, install), codeBlock(`${label}: request`, code)],
    })),
    selectedLanguage,
    (index) => (selectedLanguage = index),
  );
}

function session({ session_items: items, writers }) {
  if (items.length === 0) {
    return el("p", {}, "The session is not stored any more. An exchange spends an intermediate session.");
  }
  return [
    el(
      "p",
      {},
      items.length === 1 ? "The item" : "The items",
      " that a login service writes for this session, in the sessions table:",
    ),
    items.map((item) => codeBlock("Item in the sessions table", JSON.stringify(item, null, 2))),
    el("p", {}, "The code that writes it, in the folder of the example writers (", el("code", {}, "examples/writers"), "):"),
    tabs(
      "Language of the writer",
      writers.map(({ label, install, code }) => ({
        label,
        content: () => [codeBlock(`${label}: install`, install), codeBlock(`${label}: write the session`, code)],
      })),
      selectedWriter,
      (index) => (selectedWriter = index),
    ),
  ];
}

function reads({ calls, read_units: units, milliseconds }) {
  const head = ["round trip", "action", "table", "items", "read units", "ms"];
  const row = (call) => [call.round_trip, call.action, call.table, call.items, call.read_units, call.milliseconds.toFixed(1)];
  return [
    el(
      "p",
      {},
      `${counted(calls.length, "call")} in ${counted(Math.max(0, ...calls.map((call) => call.round_trip)), "round trip")}, ` +
        `${counted(units, "read unit")}, ` +
        `${milliseconds.toFixed(1)} ms, with the embedded endpoint on this machine. DynamoDB reports the same units.`,
    ),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Reads" },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((text) => el("th", { scope: "col" }, text)),
          ),
        ),
        el(
          "tbody",
          {},
          calls.map((call) =>
            el(
              "tr",
              {},
              row(call).map((cell) => el("td", {}, String(cell))),
            ),
          ),
        ),
      ),
    ),
  ];
}

function logLine({ log_line: line }) {
  return line
    ? codeBlock("Log line of the request", JSON.stringify(JSON.parse(line), null, 2))
    : el(
        "p",
        {},
        "The line is not there: the log level (LOG_LEVEL) excludes it, or more than 100 other lines were written since.",
      );
}

function connect({ python, node, rust, orgctl }) {
  return [
    el("p", {}, "The official SDKs with the demo's project, and the operator's command line:"),
    codeBlock("Python", python),
    codeBlock("Node.js", node),
    codeBlock("Rust", rust),
    codeBlock("orgctl, in another terminal", orgctl),
  ];
}
