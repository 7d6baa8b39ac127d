// The local data: organizations and Members in tables, editors, import of files, reset.

import { Refusal, get, send, upload } from "./api.js";
import { attempt, attemptOnce } from "./attempt.js";
import { el, fill } from "./dom.js";
import { acceptDrops, fileButton } from "./file_import.js";
import { newId } from "./new_id.js";
import { objectEditor } from "./object_editor.js";
import { MEMBER_FIELDS, ORGANIZATION_FIELDS } from "./object_fields.js";
import { pagedTable } from "./paged_table.js";

const path = (...parts) => parts.map(encodeURIComponent).join("/");

/** The section "Data". */
export class DataSection {
  /**
   * `changed` is called after each change of the data, `lastChange` returns the id of the change that can be undone, `undo` undoes it,
   * `signInAs` is called with a Member, and `choose` with the name of a story.
   */
  constructor(element, { changed, lastChange, undo, signInAs, choose }) {
    Object.assign(this, { changed, lastChange, undo, signInAs, choose });
    this.messages = el("div", { role: "alert", class: "messages", tabindex: "-1" });
    this.organizations = el("div");
    this.members = el("div");
    this.editorPlace = el("div");
    this.editor = null;
    this.organizationId = null;
    fill(element, this.toolbar(), this.messages, this.editorPlace, this.organizations, this.members);
    acceptDrops((file) => this.import(file));
  }

  toolbar() {
    return el(
      "div",
      { class: "actions" },
      el("button", { type: "button", onclick: () => this.newOrganization() }, "New organization"),
      fileButton((file) => this.import(file)),
      el("button", { type: "button", onclick: () => this.reset() }, "Reset the data"),
    );
  }

  attempt(run) {
    return attempt(this.messages, run);
  }

  attemptOnce(run) {
    return attemptOnce(this.messages, run);
  }

  clearMessages() {
    fill(this.messages);
  }

  /** Reports what was done. If it changed something, it can be undone here. */
  async report(...children) {
    const before = this.lastChange();
    await this.changed();
    const undo =
      this.lastChange() !== before && el("button", { type: "button", class: "quiet", onclick: () => this.undo() }, "Undo");
    fill(this.messages, el("div", { class: "report" }, children, undo));
    this.messages.focus();
  }

  import(file) {
    return this.attemptOnce(async () => {
      const { text, stories, warnings } = await upload(`import?name=${encodeURIComponent(file.name)}`, file);
      const links = stories.map((name) => button(name, `Show the story ${name}`, () => this.choose(name)));
      await this.report(
        el("p", {}, text),
        links.length > 0 && el("p", {}, "Stories of the file: ", links),
        warnings.map((line) => el("p", { class: "caution" }, line)),
      );
    });
  }

  async reset() {
    await this.attemptOnce(async () => {
      await send("POST", "reset", {});
      this.close();
      this.organizationId = null;
      await this.report(el("p", {}, "The data is as it was at the start."));
    });
  }

  /** Reads the tables again. An editor without unsaved changes would show old data, so it is closed. */
  async refresh() {
    if (this.editor && !this.editor.isDirty()) {
      this.close();
    }
    const page = await get("organizations");
    fill(
      this.organizations,
      pagedTable("Organizations", ["Organization", "Members", "Domains", ""], page, {
        row: (one) => this.organizationRow(one),
        attempt: (run) => this.attemptOnce(run),
        read: (after) => get(`organizations?after=${encodeURIComponent(after)}`),
      }),
    );
    await this.drawMembers();
  }

  organizationRow({ organization_id: id, organization_name: name, organization_slug: slug, members, domains }) {
    const shown = name || id;
    return [
      [el("strong", {}, el("bdi", {}, name || "(no name)")), " ", el("bdi", {}, slug), el("code", {}, id)],
      String(members),
      domains.join(", "),
      [
        button("Edit", `Edit ${shown}`, () => this.editOrganization(id, shown)),
        button("Members", `Members of ${shown}`, () => this.showMembers(id)),
      ],
    ];
  }

  async showMembers(id) {
    this.organizationId = id;
    await this.attempt(async () => {
      await this.drawMembers();
      this.members.querySelector("[role=region]")?.focus();
    });
  }

  /** Draws the Members of the selected organization, unless it is gone. */
  async drawMembers() {
    const id = this.organizationId;
    const organization = id && (await find("organizations", id));
    if (!organization) {
      this.organizationId = null;
      fill(this.members);
      return;
    }
    const { organization_name: name } = organization;
    const members = path("organizations", id, "members");
    const page = await get(members);
    // In the meantime, another organization may have been selected.
    if (id !== this.organizationId) {
      return;
    }
    fill(
      this.members,
      pagedTable(`Members of ${name || id}`, ["Member", "Status", ""], page, {
        row: (one) => this.memberRow(one),
        attempt: (run) => this.attemptOnce(run),
        read: (after) => get(`${members}?after=${encodeURIComponent(after)}`),
      }),
      button("New Member", `New Member of ${name || id}`, () => this.newMember(id)),
    );
  }

  memberRow(one) {
    const { member_id: id, email_address: address, name, status } = one;
    return [
      [el("strong", {}, el("bdi", {}, address)), " ", el("bdi", {}, name), el("code", {}, id)],
      status,
      [
        button("Edit", `Edit ${address}`, () => this.editMember(id, address)),
        button("Sign in as", `Sign in as ${address}`, () => this.signInAs(one)),
      ],
    ];
  }

  newOrganization() {
    this.edit({
      title: "New organization",
      object: { organization_id: newId("organization"), organization_name: "", organization_slug: "" },
      fields: ORGANIZATION_FIELDS,
      kind: "organizations",
    });
  }

  newMember(organizationId) {
    this.edit({
      title: "New Member",
      object: {
        organization_id: organizationId,
        member_id: newId("member"),
        email_address: "",
        status: "active",
      },
      fields: MEMBER_FIELDS,
      kind: "members",
    });
  }

  async editOrganization(id, title) {
    await this.attempt(async () => {
      const { text } = await get(path("organizations", id));
      const remove = this.action("Delete it with its Members", "DELETE", path("organizations", id));
      this.edit({ title, text, fields: ORGANIZATION_FIELDS, kind: "organizations", id, actions: [remove] });
    });
  }

  async editMember(id, title) {
    await this.attempt(async () => {
      const { text, status } = await get(path("members", id));
      const action = (label, name) => this.action(label, "POST", path("members", id, name));
      const actions = [
        status === "deleted" ? action("Reactivate", "reactivate") : action("Delete", "delete"),
        action("Erase", "erase"),
      ];
      this.edit({ title, text, fields: MEMBER_FIELDS, kind: "members", id, actions });
    });
  }

  action(label, method, target) {
    return { label, run: async () => this.saved(await send(method, target, {})) };
  }

  edit({ title, object, text = JSON.stringify(object, null, 2), fields, kind, id, actions }) {
    if (this.editor?.isDirty() && !confirm("Discard the unsaved changes?")) {
      return;
    }
    const isNew = id === undefined;
    const save = async (change) =>
      this.saved(
        change.set
          ? await send("PATCH", path(kind, id), change)
          : await send("PUT", kind, isNew ? change : { ...change, before: text }),
      );
    this.opener = document.activeElement;
    this.editor = objectEditor({ title, text, fields, isNew, save, close: () => this.close(), actions });
    fill(this.editorPlace, this.editor.element);
    this.editor.element.querySelector("h3").focus();
  }

  /** Closes the editor. The focus returns to the button that opened it. */
  close() {
    if (this.editorPlace.contains(document.activeElement)) {
      this.opener?.focus();
    }
    fill(this.editorPlace);
    this.editor = null;
  }

  /** Reports a change with its effects on people. */
  async saved({ text, effects }) {
    this.close();
    await this.report(
      el("p", {}, text),
      effects.length > 0 &&
        el(
          "ul",
          {},
          effects.map((effect) => el("li", {}, effect)),
        ),
    );
  }
}

/** Returns an object, or null if it does not exist. */
async function find(kind, id) {
  try {
    const { text } = await get(path(kind, id));
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof Refusal) {
      return null;
    }
    throw error;
  }
}

function button(label, name, run) {
  return el("button", { type: "button", class: "quiet", "aria-label": name, onclick: run }, label);
}
